import { ofKind, type KubernetesObject, type ObjectOf } from '../../model/index.ts';
import type { Workload } from './service-workloads.ts';

/** The autoscalers that name a workload, under whatever API group. */
export function autoscalersOf(
  { kind, metadata }: Workload,
  objects: readonly KubernetesObject[],
): ObjectOf<'HorizontalPodAutoscaler'>[] {
  return ofKind(objects, 'HorizontalPodAutoscaler').filter(({ spec }) => {
    const target = spec?.scaleTargetRef;
    return target?.kind === kind && target.name === metadata.name;
  });
}
