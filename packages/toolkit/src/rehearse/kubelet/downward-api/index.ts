/** What a pod is told of itself, as variables and as files (pkg/fieldpath, pkg/api/v1/resource). */
export { fieldValue, type FieldRef } from './field-ref.ts';
export { resourceValue, type ResourceFieldRef } from './resource-ref.ts';
