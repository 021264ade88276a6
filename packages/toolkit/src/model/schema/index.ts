/** Kubernetes' API as data: what fields each kind has in each supported version, and the check against it. */
export { dropNulls } from './drop-nulls.ts';
export {
  apiVersionsOf,
  fieldsOf,
  isCustomGroup,
  kubernetesVersions,
  typeOfKind,
  type Field,
} from './table.ts';
export { isWellTyped, unknownField, validateObject } from './validate.ts';
