import type { Evidence } from '../../evidence.ts';
import { takings, type Taking } from '../loss/index.ts';
import { count } from '../../figures.ts';
import type { Group, Words } from './group.ts';

/** In words: nobody was left to route to, by what had taken the pods away. */
export function surgeDowntime({ losses, evidence }: Group): Words {
  const [first] = losses;
  const { cause, fix } = goneWords(
    first && takings(evidence.events)(first.request.sentAt),
    evidence.workload,
  );
  return { cause: `no endpoint was ready for ${count(losses.length, 'request')}: ${cause}`, fix };
}

/** In words: how all pods came to be gone, by what had taken them away; undefined: nothing had. */
export function goneWords(taking: Taking | undefined, workload: Evidence['workload']): Words {
  switch (taking) {
    case 'eviction':
      return {
        cause: 'pods were evicted before others were ready in their place',
        fix: 'a PodDisruptionBudget with maxUnavailable: 1, and at least two replicas',
      };
    case 'rollout':
      return { cause: 'old pods went before new ones could serve', fix: rolloutFix(workload) };
    case undefined:
      return {
        cause: 'every pod was gone or not ready at once, though none was being replaced',
        fix: 'more replicas where one can not carry the load of all; else look at the readiness probes in the report, and at what all pods share',
      };
  }
}

/** In words: all pods were replaced at once. */
export function recreateDowntime({ losses }: Group): Words {
  const { cause, fix } = recreateWords;
  return { cause: `${cause}: ${count(losses.length, 'request')} found no endpoint`, fix };
}

/** In words: what the strategy Recreate does. */
export const recreateWords: Words = {
  cause: 'the strategy Recreate ends all pods before it starts new ones',
  fix: 'use RollingUpdate with maxSurge; where two versions must not run at once, state the downtime as intended',
};

/** What keeps a pod ready throughout a rollout and is not in the manifest. */
function rolloutFix({ kind, replicas, maxUnavailable }: Evidence['workload']): string {
  const isStateful = kind === 'StatefulSet';
  const later =
    'raise minReadySeconds, so that an old pod goes only once a new one is known to the proxies and can serve';
  if (replicas > 1 && (isStateful || maxUnavailable === 0)) return later;
  if (isStateful)
    return 'at least two replicas, since a StatefulSet takes each pod away before it starts the next';
  return maxUnavailable === 0
    ? `${later}, with at least two replicas`
    : 'maxUnavailable: 0 and maxSurge: 1 or more, with at least two replicas, and minReadySeconds where ready comes too early';
}
