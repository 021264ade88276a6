import type { RehearsalEvent } from '../../../events.ts';
import { formatEvent, isRoutine, subjectOf } from '../../words/index.ts';
import type { SinceStart } from './since-start.ts';
import type { PageData } from './types.ts';

/** How many events the page lists in words. */
const BOUND = 5000;

/** What happened, in words, without what only repeats what is known; failed probes go first when there is too much. */
export function eventList(events: readonly RehearsalEvent[], since: SinceStart): PageData['events'] {
  const telling = events.filter((event) => !isRoutine(event));
  const few = telling.length <= BOUND ? telling : telling.filter(({ type }) => type !== 'probe');
  const kept = few.slice(0, BOUND);
  return {
    total: telling.length,
    kept: kept.map((event) => [since(event.at), subjectOf(event), formatEvent(event)]),
  };
}
