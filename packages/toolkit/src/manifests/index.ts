/** Kubernetes manifests from a service's contract, and the check of existing ones against it. */
export { generatedPaths, manifestFiles } from './files.ts';
export type { ManifestOptions } from './options.ts';
export { checkManifests, serviceMark, type Finding } from './check/index.ts';
export { serviceContainer } from './check/service-container.ts';
export { refuseContradictions } from './refuse-contradictions.ts';
export { measureStart } from './measure-start.ts';
export { note, renderYaml } from './text/index.ts';
