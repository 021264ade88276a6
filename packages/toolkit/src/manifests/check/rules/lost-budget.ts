import { ofKind, selectsLabels } from '../../../model/index.ts';
import { finding, type Finding } from '../finding.ts';
import { madePod } from '../made-pods.ts';
import type { Subject } from '../subject.ts';

/**
 * A disruption budget whose name holds the service's, as `shop-pdb` does, and that can be meant for nothing but its pods: it asks for
 * a label of which they have another value, and selects none of the set, while no other budget is for them.
 */
export function lostBudget({ contract, objects, workload, podLabels }: Subject): Finding[] {
  const budgets = ofKind(objects, 'PodDisruptionBudget');
  if (budgets.some(({ spec }) => selectsLabels(spec?.selector, podLabels))) return [];
  const pods = objects.map((it) => madePod(it).labels);
  return budgets.flatMap((budget) => {
    const { metadata, spec: { selector } = {} } = budget;
    const isCalled = (name: string) => `-${metadata.name}-`.includes(`-${name}-`);
    const wrong = Object.entries(selector?.matchLabels ?? {}).filter(
      ([key, value]) => podLabels[key] !== value,
    );
    // One that is called by what it selects, as `shop-db`, is for pods that are elsewhere.
    const isNear = wrong.some(([key, value]) => podLabels[key] !== undefined && !isCalled(value));
    if (!isCalled(contract.name) || !isNear || pods.some((labels) => selectsLabels(selector, labels)))
      return [];
    const labels = wrong.map(([key, value]) => `${key}=${value}`).join(', ');
    return [
      finding(
        'replicas/budget-without-pods',
        { object: budget, path: ['spec', 'selector'] },
        `the budget selects ${labels}, which the pods do not carry: a drain of nodes may take all of them at once`,
        `Select by labels of the pods of ${workload.kind} ${workload.metadata.name}.`,
      ),
    ];
  });
}
