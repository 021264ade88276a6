/** Kubernetes manifests from a service's contract, and the check of existing ones against it. */
export { manifestFiles, type ManifestFile } from './files.ts';
export type { ManifestOptions } from './options.ts';
export { checkManifests, type Finding } from './check/index.ts';
