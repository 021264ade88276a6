import { copyWithPositions, getPosition, setPosition } from '../position.ts';
import { isMap, type Item } from './item.ts';
import type { Generator } from './kustomization.ts';

/** Adds a generated object, or lays it over the one of its name and namespace. */
export function mergeGenerated(
  items: Item[],
  made: Item,
  { behavior = 'create', name, namespace = 'default', options }: Generator,
): void {
  const old = items.find(
    (item) =>
      item.object.kind === made.object.kind &&
      item.names.includes(name) &&
      item.namespaces.includes(namespace),
  );
  if (old === undefined || behavior === 'create') {
    items.push(made);
    return;
  }
  const metadata = { ...made.object.metadata, ...old.object.metadata };
  const next = { ...(behavior === 'merge' ? copyWithPositions(old.object) : {}), ...made.object, metadata };
  const sources = behavior === 'merge' ? [old.object, made.object] : [made.object];
  for (const field of ['data', 'binaryData'] as const) {
    const values = merged(sources.map((source) => source[field]));
    if (Object.keys(values).length > 0) Object.assign(next, { [field]: values });
  }
  old.object = next;
  if (options?.disableNameSuffixHash !== undefined) old.hashed = !options.disableNameSuffixHash;
}

/** The values of all maps, those of later ones over those of earlier, each with its position. */
function merged(maps: readonly unknown[]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const map of maps.filter(isMap))
    for (const [key, value] of Object.entries(map)) {
      values[key] = value;
      const place = getPosition(map, key);
      if (place !== undefined) setPosition(values, key, place);
    }
  return values;
}
