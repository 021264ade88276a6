import type { Evidence } from '../../evidence.ts';
import { takings } from '../loss/index.ts';
import { count } from '../figures.ts';
import type { Group, Words } from './group.ts';

/** In words: nobody was left to route to, by what had taken the pods away. */
export function surgeDowntime({ losses, evidence }: Group): Words {
  const [first] = losses;
  const none = `no endpoint was ready for ${count(losses.length, 'request')}`;
  switch (first && takings(evidence.events)(first.request.sentAt)) {
    case 'eviction':
      return {
        cause: `${none}: pods were evicted before others were ready in their place`,
        fix: 'a PodDisruptionBudget with maxUnavailable: 1, and at least two replicas',
      };
    case 'rollout':
      return {
        cause: `${none}: old pods went before new ones could serve`,
        fix: `${rolloutFix(evidence.workload)}, and minReadySeconds where ready comes too early`,
      };
    case undefined:
      return {
        cause: `${none}: every pod was gone or not ready at once, though none was being replaced`,
        fix: 'more replicas where one can not carry the load of all; else look at the readiness probes in the report, and at what all pods share',
      };
  }
}

/** In words: all pods were replaced at once. */
export function recreateDowntime({ losses }: Group): Words {
  return {
    cause: `the strategy Recreate ends all pods before it starts new ones: ${count(losses.length, 'request')} found no endpoint`,
    fix: 'use RollingUpdate with maxSurge; where two versions must not run at once, state the downtime as intended',
  };
}

/** What keeps a pod ready throughout a rollout. A StatefulSet has no surge: it takes each pod away before its successor starts. */
export function rolloutFix({ kind }: Evidence['workload']): string {
  return kind === 'StatefulSet'
    ? 'at least two replicas, since a StatefulSet takes each pod away before it starts the next'
    : 'maxUnavailable: 0 and maxSurge: 1 or more, with at least two replicas';
}
