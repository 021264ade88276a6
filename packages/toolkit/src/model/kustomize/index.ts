/**
 * A kustomize that remembers where each value came from: resources, components, patches, generators, names, labels,
 * images and replicas. What it does not carry out, it tells.
 */
export { buildKustomization, findKustomization } from './build.ts';
export { isKustomizationFile } from './kustomization.ts';
