import { copyWithPositions, getPosition, setPosition } from '../position.ts';
import type { Item } from './item.ts';
import type { Generator } from './kustomization.ts';

/** Adds a generated object, or lays it over the one of its name. */
export function mergeGenerated(
  items: Item[],
  made: Item,
  { behavior = 'create', name, options }: Generator,
): void {
  const old = items.find((item) => item.object.kind === made.object.kind && item.names.includes(name));
  if (old === undefined || behavior === 'create') {
    items.push(made);
    return;
  }
  const metadata = { ...made.object.metadata, ...old.object.metadata };
  const next = { ...(behavior === 'merge' ? copyWithPositions(old.object) : {}), ...made.object, metadata };
  const data: Record<string, unknown> = {};
  for (const source of behavior === 'merge' ? [old.object, made.object] : [made.object]) {
    const from = source['data'] as Record<string, unknown> | undefined;
    for (const [key, value] of Object.entries(from ?? {})) {
      data[key] = value;
      const place = getPosition(from ?? {}, key);
      if (place !== undefined) setPosition(data, key, place);
    }
  }
  old.object = { ...next, data };
  if (options?.disableNameSuffixHash !== undefined) old.hashed = !options.disableNameSuffixHash;
}
