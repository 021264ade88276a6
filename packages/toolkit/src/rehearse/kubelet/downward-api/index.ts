/** What a pod is told of itself, as variables and as files (pkg/fieldpath, pkg/api/v1/resource). */
export { fieldValue } from './field-ref.ts';
export { resourceValue } from './resource-ref.ts';
