import type { Evidence } from '../../../evidence.ts';
import type { RequestRecord } from '../../../requests.ts';
import { routedTo, type PodStory } from '../../pods/index.ts';

/** What happens this soon after a pod was first routed to, in milliseconds, belongs to its start. */
export const FIRST_MS = 5000;

/** Why a request was lost to a pod that had just begun to get any; undefined where it had not just begun. */
export function startingCause(
  { fate, sentAt }: RequestRecord,
  story: PodStory,
  { workload }: Evidence,
): 'ready-too-early' | 'no-readiness' | undefined {
  const from = routedTo(story)[0]?.from;
  const isFirst = from === undefined || (sentAt >= from && sentAt - from <= FIRST_MS);
  if (!isFirst || fate === 'timeout') return undefined;
  const isProbed = workload.containers.some(
    ({ role, probes }) => role === 'main' && probes.readiness !== undefined,
  );
  return isProbed ? 'ready-too-early' : 'no-readiness';
}
