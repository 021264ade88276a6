/** The files that bring a repository to Kubernetes: Dockerfile, contract, manifests, workflow. */
export { initFiles } from './files.ts';
