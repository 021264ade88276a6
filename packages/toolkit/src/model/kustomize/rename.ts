import type { Item } from './item.ts';
import { updateReferences } from './references.ts';
import { isClusterScoped } from './scope.ts';

/**
 * Gives items new names, and follows them in what refers to them: from within the same namespace, unless a reference states
 * another (kustomize api/filters/nameref/nameref.go).
 */
export function rename(items: readonly Item[], newName: (item: Item) => string | undefined): void {
  const names = new Map<string, string>();
  for (const item of items) {
    const { kind, metadata } = item.object;
    const next = newName(item);
    if (next === undefined) continue;
    names.set(keyOf(kind, metadata.name, metadata.namespace), next);
    Object.assign(metadata, { name: next });
    item.names.push(next);
  }
  for (const { object } of items)
    updateReferences(object, (kind, name, namespace = object.metadata.namespace) =>
      names.get(keyOf(kind, name, namespace)),
    );
}

function keyOf(kind: string, name: string, namespace = 'default'): string {
  return JSON.stringify(isClusterScoped(kind) ? [kind, name] : [kind, name, namespace]);
}
