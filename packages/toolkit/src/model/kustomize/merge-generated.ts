import { isMap } from '../is-map.ts';
import { copyWithPositions, getPosition, setPosition } from '../position.ts';
import type { Problem } from '../problem.ts';
import type { Item } from './item.ts';
import type { Generator } from './kustomization.ts';

/**
 * Adds a generated object, or lays it over the one of its name and namespace. Both at once, or neither, is a fault (kustomize
 * api/resmap/reswrangler.go `appendReplaceOrMerge`).
 *
 * @param elsewhere what may hold what is not found, in words. Undefined: nothing
 */
export function mergeGenerated(
  items: Item[],
  made: Item,
  { behavior = 'create', name, namespace = 'default', options }: Generator,
  elsewhere: string | undefined,
): Problem[] {
  const { kind } = made.object;
  const old = items.find(
    (item) => item.object.kind === kind && item.names.includes(name) && item.namespaces.includes(namespace),
  );
  const isOver = behavior === 'merge' || behavior === 'replace';
  if (old === undefined && isOver && elsewhere !== undefined)
    return [maybeThere(kind, name, behavior, elsewhere)];
  if (old === undefined || !isOver) {
    items.push(made);
    if (old !== undefined) return [alreadyThere(kind, name)];
    return isOver ? [nothingThere(kind, name, behavior)] : [];
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
  return [];
}

function alreadyThere(kind: string, name: string): Problem {
  return {
    kind: 'reference',
    message: `there is a ${kind} ${name} already`,
    fix: 'Add to it by `behavior: merge`, or give this one another name.',
  };
}

/** Half of it would look like the whole, so that it is left out. */
function maybeThere(kind: string, name: string, behavior: string, elsewhere: string): Problem {
  const message = `the ${kind} ${name} to ${behavior} may be in ${elsewhere}, and is passed over`;
  return { kind: 'unsupported', message };
}

function nothingThere(kind: string, name: string, behavior: string): Problem {
  return {
    kind: 'reference',
    message: `there is no ${kind} ${name} to ${behavior}`,
    fix: 'Name one that a resource or generator makes, or take this entry away where nothing has to be said.',
  };
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
