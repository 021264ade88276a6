import type { Evidence } from '../../../evidence.ts';
import type { RequestRecord } from '../../../requests.ts';
import type { LossFault } from '../loss.ts';

/** What takes pods away in a scenario, besides what is done to single ones. */
export type Taking = 'rollout' | 'eviction';

/** Tells of a moment what had taken pods away in its scenario until then; undefined: nothing. */
export function takings(events: Evidence['events']): (at: number) => Taking | undefined {
  const starts = timesOf(events, ({ type }) => type === 'scenario-started').toSorted((a, b) => a - b);
  const rollouts = timesOf(events, ({ type }) => type === 'rollout-started');
  const evictions = timesOf(events, (event) => event.type === 'eviction' && event.allowed);
  return (at) => {
    const from = starts.findLast((start) => start <= at) ?? -Infinity;
    const isWithin = (time: number) => time >= from && time <= at;
    if (evictions.some(isWithin)) return 'eviction';
    return rollouts.some(isWithin) ? 'rollout' : undefined;
  };
}

/** Why no proxy had an endpoint for a request: the way in which the pods are replaced, or that too few are left. */
export function downtimeCause(
  { fate }: RequestRecord,
  { strategy }: Evidence['workload'],
  taking: Taking | undefined,
): LossFault {
  if (fate === 'status') return 'server-errors';
  return strategy === 'Recreate' && taking === 'rollout' ? 'recreate-downtime' : 'surge-downtime';
}

function timesOf(
  events: Evidence['events'],
  isOne: (event: Evidence['events'][number]) => boolean,
): readonly number[] {
  return events.filter(isOne).map(({ at }) => at);
}
