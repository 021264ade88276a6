import { fieldsOf, type Field } from '../schema/index.ts';
import { getPosition, setPosition, copyWithPositions, type PathStep } from '../position.ts';
import { isMap } from '../is-map.ts';
import { PatchError } from './patch-error.ts';

/** What a merge leaves of an object that its patch deletes. */
export const deleted = Symbol('deleted');

/**
 * Kubernetes' strategic merge of `patch` into a copy of `base`: maps are merged, null deletes, and a list is merged item
 * by item where the API gives it a key (containers by name) and replaced otherwise. `$patch: delete` and `$patch: replace`
 * work as in kubectl; kubectl's other directives, such as `$retainKeys`, kustomize takes for fields, which no API knows. What comes from
 * the patch keeps the patch's position.
 *
 * @param type the API type of both; undefined for custom resources, whose lists are replaced
 * @throws PatchError where the patch has something else than the base (a list for a map), or an item without its key
 */
export function strategicMerge(
  base: object,
  patch: object,
  type: string | undefined,
): object | typeof deleted {
  const merged = mergeMaps(base as Record<string, unknown>, patch as Record<string, unknown>, type);
  return merged ?? deleted;
}

/** The merged map; undefined where the patch deletes it. */
function mergeMaps(
  base: Record<string, unknown>,
  patch: Record<string, unknown>,
  type: string | undefined,
): Record<string, unknown> | undefined {
  if (patch['$patch'] === 'delete') return undefined;
  const result: Record<string, unknown> = patch['$patch'] === 'replace' ? {} : copyWithPositions(base);
  const fields = type === undefined ? undefined : fieldsOf(type);
  for (const [key, value] of Object.entries(patch)) {
    if (key === '$patch') continue;
    if (value === null) {
      delete result[key];
      continue;
    }
    const [old, next] = [formOf(result[key]), formOf(value)];
    if (old !== undefined && old !== next)
      throw new PatchError(`${key} is ${old} there, and ${next} in the patch`, getPosition(patch, key));
    const merged = mergeValues(result[key], value, fields?.[key]);
    if (merged === undefined) delete result[key];
    else put(result, key, merged, patch, isMap(merged) && result[key] !== undefined);
  }
  return result;
}

/** What a value is to kustomize, which merges like with like alone; undefined for nothing. */
function formOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return Array.isArray(value) ? 'a list' : isMap(value) ? 'a map' : 'a plain value';
}

function mergeValues(base: unknown, patch: unknown, field: Field | undefined): unknown {
  if (isMap(patch) && isMap(base))
    return mergeMaps(base, patch, field?.form === 'map' ? undefined : field?.type);
  if (isMap(patch)) return mergeMaps({}, patch, field?.type);
  if (Array.isArray(patch) && field?.mergeKey !== undefined)
    return mergeKeyedLists(Array.isArray(base) ? base : [], patch, field.mergeKey, field.type);
  if (Array.isArray(patch) && Array.isArray(base) && field?.merge)
    return [...base, ...patch.filter((item) => !base.includes(item))];
  return copyWithPositions(patch);
}

/**
 * What else tells items of a list apart (`x-kubernetes-list-map-keys`), by the merge key, and its default. Where one item
 * states the protocol and the other does not, kubectl drops the patch; here the default counts.
 */
const secondKeys: Readonly<Record<string, { readonly key: string; readonly preset?: string }>> = {
  port: { key: 'protocol', preset: 'TCP' },
  containerPort: { key: 'protocol', preset: 'TCP' },
  topologyKey: { key: 'whenUnsatisfiable' },
};

/** The patch's items stand first, as kustomize orders them. */
function mergeKeyedLists(base: unknown[], patch: unknown[], key: string, type: string): unknown[] {
  const second = secondKeys[key];
  const keyOf = (item: unknown) => {
    if (!isMap(item)) return undefined;
    return second === undefined ? item[key] : JSON.stringify([item[key], item[second.key] ?? second.preset]);
  };
  if (patch.some((item) => isMap(item) && item['$patch'] === 'replace'))
    return copyWithPositions(patch.filter((item) => !(isMap(item) && '$patch' in item)));
  const merged: unknown[] = [];
  const named = new Set<unknown>();
  for (const [index, item] of patch.entries()) {
    if (!isMap(item)) continue;
    if (item[key] === undefined)
      throw new PatchError(
        `an item without ${key}: which one it is for cannot be told`,
        getPosition(patch, index),
      );
    named.add(keyOf(item));
    const place = base.findIndex((other) => keyOf(other) === keyOf(item));
    const old = place === -1 ? {} : base[place];
    const result = mergeMaps(isMap(old) ? old : {}, item, type);
    if (result === undefined) continue;
    put(merged, merged.length, result, patch, false, index);
  }
  for (const [index, item] of base.entries())
    if (!named.has(keyOf(item))) put(merged, merged.length, copyWithPositions(item), base, false, index);
  return merged;
}

/** Puts a value with the position that it has in `source`; a map that was merely added to keeps its own. */
function put(
  container: object,
  key: PathStep,
  value: unknown,
  source: object,
  keepPosition: boolean,
  sourceKey: PathStep = key,
): void {
  (container as Record<PathStep, unknown>)[key] = value;
  const position = getPosition(source, sourceKey);
  if (position !== undefined && !keepPosition) setPosition(container, key, position);
}
