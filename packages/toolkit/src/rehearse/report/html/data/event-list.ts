import type { RehearsalEvent } from '../../../events.ts';
import { formatEvent, isRoutine, subjectOf } from '../../words/index.ts';
import type { SinceStart } from './since-start.ts';
import type { PageData } from './types.ts';

/** How many events the page lists in words. */
const BOUND = 5000;
/** Where there are more, seconds are looked at by themselves. */
const SLICE_MS = 1000;

/**
 * What happened, in words, without what only repeats what is known. Where there is too much, failed probes go first; then of
 * each second the first events are kept, as many of one as of another, so that no part of the rehearsal is missing.
 */
export function eventList(events: readonly RehearsalEvent[], since: SinceStart): PageData['events'] {
  const telling = events.filter((event) => !isRoutine(event));
  const few = telling.length <= BOUND ? telling : telling.filter(({ type }) => type !== 'probe');
  return {
    total: telling.length,
    kept: spread(few).map((event) => [since(event.at), subjectOf(event), formatEvent(event)]),
  };
}

function spread(events: readonly RehearsalEvent[]): RehearsalEvent[] {
  const slices = Map.groupBy(events, ({ at }) => Math.floor(at / SLICE_MS));
  const sizes = [...slices.values()].map(({ length }) => length).toSorted((a, b) => a - b);
  const share = fairShare(sizes);
  return [...slices.values()].flatMap((slice) => slice.slice(0, share));
}

/** The most that each may have if all together shall have no more than the bound; what small ones leave, larger ones get. */
function fairShare(ascending: readonly number[]): number {
  let left = BOUND;
  for (const [index, size] of ascending.entries()) {
    const each = Math.floor(left / (ascending.length - index));
    if (size > each) return each;
    left -= size;
  }
  return Infinity;
}
