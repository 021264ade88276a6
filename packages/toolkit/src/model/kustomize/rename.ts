import { problemAt, type Problem } from '../problem.ts';
import { isRollout } from '../rollout.ts';
import { isCustomGroup } from '../schema/index.ts';
import type { Item } from './item.ts';
import { updateReferences } from './references.ts';
import { isClusterScoped } from './scope.ts';

/**
 * Gives items new names, and follows them in what refers to them: from within the same namespace, unless a reference states
 * another (kustomize api/filters/nameref/nameref.go). In custom resources it follows none (api/internal/konfig/builtinpluginconsts/namereference.go),
 * so that what a Rollout's pods name by the old name is a fault.
 */
export function rename(items: readonly Item[], newName: (item: Item) => string | undefined): Problem[] {
  const names = new Map<string, string>();
  for (const item of items) {
    const { kind, metadata } = item.object;
    const next = newName(item);
    if (next === undefined) continue;
    names.set(keyOf(kind, metadata.name, metadata.namespace), next);
    Object.assign(metadata, { name: next });
    item.names.push(next);
  }
  if (names.size === 0) return [];
  const problems: Problem[] = [];
  for (const { object } of items) {
    const isCustom = isCustomGroup(object.apiVersion);
    const unfollowed = new Map<string, Problem>();
    updateReferences(object, (kind, name, namespace = object.metadata.namespace) => {
      const next = names.get(keyOf(kind, name, namespace));
      if (!isCustom) return next;
      if (next !== undefined && isRollout(object))
        unfollowed.set(`${kind} ${name}`, {
          ...problemAt(
            'reference',
            object,
            ['spec', 'template'],
            `its pods name the ${kind} ${name}, which kustomize calls ${next}, and it follows no names in a Rollout`,
          ),
          fix: `Tell kustomize where by a nameReference under \`configurations\`, or let the ${kind} keep its name.`,
        });
      return undefined;
    });
    problems.push(...unfollowed.values());
  }
  return problems;
}

function keyOf(kind: string, name: string, namespace = 'default'): string {
  return JSON.stringify(isClusterScoped(kind) ? [kind, name] : [kind, name, namespace]);
}
