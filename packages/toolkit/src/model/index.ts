/**
 * Kubernetes objects as users have them: typed, read from files, folders, lists and kustomizations, each value with the
 * place that it came from, and checked against the schemas of the supported Kubernetes versions.
 */
export { atOnce } from './pod/at-once.ts';
export { expand, unknownNames } from './pod/expansion.ts';
export { hooksOf, hookWeight, type HookAnnotation } from './hooks.ts';
export { inNamespace } from './in-namespace.ts';
export { podsOf } from './int-or-percent.ts';
export { isMap } from './is-map.ts';
export { readSchemaError } from './json-schema-error.ts';
export {
  isBuiltIn,
  ofKind,
  type Container,
  type Kinds,
  type KubernetesObject,
  type ObjectOf,
  type PodSpec,
  type Probe,
} from './object.ts';
export { referencesOf, type PodReference } from './pod/references.ts';
export { formatPath, positionOf, type PathStep, type Position } from './position.ts';
export {
  alikeProblems,
  foldAlike,
  foldProblems,
  formatPosition,
  formatProblem,
  problemAt,
  type Problem,
} from './problem.ts';
export { formatBytes, parseQuantity } from './quantity.ts';
export { changeContainers, containersOf, lastingContainers, resolvePort } from './pod/containers.ts';
export { findRoots } from './read/find-roots.ts';
export { limitOf } from './pod/limit-of.ts';
export { readAsApplied } from './read/read-as-applied.ts';
export { isRollout, rolloutsOf, type Rollout } from './rollout.ts';
export { readManifests, readManifestText, type Manifests } from './read/read-manifests.ts';
export { parseYaml } from './yaml/parse-yaml.ts';
export { checkUnique, nameFault, portNameFault } from './rules/index.ts';
export { isCustomGroup, isWellTyped, kubernetesVersions } from './schema/index.ts';
export { decodeBase64 } from './base64.ts';
export { selectsLabels, servicePicks } from './label-selector.ts';
