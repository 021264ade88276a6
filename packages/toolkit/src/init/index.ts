/** The files that bring a repository to Kubernetes: Dockerfile, contract, manifests, workflow. */
export { initFiles, type InitOptions } from './files.ts';
