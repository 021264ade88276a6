import type { ObjectOf } from '../object.ts';
import { apiVersionsOf } from '../schema/index.ts';
import type { Tell } from './breaches.ts';

/** The bounds of a HorizontalPodAutoscaler (`validateHorizontalPodAutoscalerSpec`). */
export function checkAutoscaler({ spec }: ObjectOf<'HorizontalPodAutoscaler'>, tell: Tell): void {
  if (spec === undefined) return tell(['spec'], 'it is needed, with scaleTargetRef and maxReplicas');
  const { minReplicas = 1, maxReplicas } = spec;
  const { apiVersion = '', kind } = spec.scaleTargetRef;
  if (kind !== 'ReplicationController' && !/^[^/]+\/[^/]*$/.test(apiVersion)) {
    const [known] = apiVersionsOf(kind);
    const example =
      known === undefined ? 'as apps/v1 does for a Deployment' : `and is ${known} for a ${kind}`;
    tell(['spec', 'scaleTargetRef', 'apiVersion'], `it names the group of what is scaled, too, ${example}`);
  }
  // 0 is behind a feature gate, and asks for a metric that is there without pods.
  if (minReplicas < 0) tell(['spec', 'minReplicas'], 'it may not be negative');
  if (maxReplicas < 1) tell(['spec', 'maxReplicas'], 'it must be above 0');
  else if (maxReplicas < minReplicas)
    tell(['spec', 'maxReplicas'], `it may not be below minReplicas, which is ${minReplicas}`);
}
