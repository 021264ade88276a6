import { selectsLabels } from '../../../model/index.ts';
import { finding, type Finding } from '../finding.ts';
import { madePod } from '../made-pods.ts';
import type { Subject } from '../subject.ts';

/**
 * Constraints of spread that count no pods: their selector takes neither those that state them nor others of the set, or is not there
 * (kubernetes.io, "Pod Topology Spread Constraints": pods that do not match their own constraint are not counted). The scheduler then finds
 * every node as good as any other.
 */
export function spread({ pod, podLabels, objects, atPod }: Subject): Finding[] {
  return (pod.topologySpreadConstraints ?? []).flatMap(({ labelSelector, topologyKey }, index) => {
    const isCounted = (labels: Readonly<Record<string, string>>) => selectsLabels(labelSelector, labels);
    if (isCounted(podLabels) || objects.some((it) => isCounted(madePod(it).labels))) return [];
    const place = atPod('topologySpreadConstraints', index, 'labelSelector');
    const what =
      labelSelector === undefined ? 'has no labelSelector' : 'selects pods by labels that these do not carry';
    return [
      finding(
        'replicas/not-spread',
        place,
        `the constraint ${what}, so that it counts none: nothing is spread over ${topologyKey}`,
        'Select by labels of the pods themselves.',
      ),
    ];
  });
}
