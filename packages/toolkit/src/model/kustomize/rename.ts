import type { Item } from './item.ts';
import { updateReferences } from './references.ts';

/** Gives items new names, and follows them in what refers to them. */
export function rename(items: readonly Item[], newName: (item: Item) => string | undefined): void {
  const names = new Map<string, string>();
  for (const item of items) {
    const next = newName(item);
    if (next === undefined) continue;
    names.set(`${item.object.kind} ${item.object.metadata.name}`, next);
    Object.assign(item.object.metadata, { name: next });
    item.names.push(next);
  }
  for (const { object } of items) updateReferences(object, (kind, name) => names.get(`${kind} ${name}`));
}
