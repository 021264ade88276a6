import type { KubernetesObject } from '../object.ts';
import { asDeployment, isRollout } from '../rollout.ts';
import { fieldsOf, typeOfKind, type Field } from './table.ts';

/**
 * Takes the fields that are null out of an object, in place: Kubernetes' decoder leaves them unset, so that their defaults
 * hold. The rest of the program knows only fields that are absent. Positions stay.
 *
 * Left as they are, and so for the check against the schema: fields outside the schema, items of lists, and values of maps
 * whose keys are the user's own (labels, `data`), for there a null is a value that somebody forgot. So are kinds outside the
 * table.
 */
export function dropNulls(object: KubernetesObject): void {
  if (isRollout(object)) return dropNulls(asDeployment(object));
  const type = typeOfKind(object.apiVersion, object.kind);
  if (type !== undefined) dropFrom(object, type);
}

function dropFrom(value: unknown, type: string): void {
  const fields = fieldsOf(type);
  if (fields === undefined || typeof value !== 'object' || value === null) return;
  const map = value as Record<string, unknown>;
  for (const [key, field] of Object.entries(fields)) {
    if (map[key] === null) delete map[key];
    for (const part of partsOf(map[key], field)) dropFrom(part, field.type);
  }
}

/** The values that have the field's type. */
function partsOf(value: unknown, { form }: Field): readonly unknown[] {
  if (form === undefined) return [value];
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}
