import type { RehearsalEvent } from '../../events.ts';

/** What a proxy came to know of an endpoint. */
export type Seen = Extract<RehearsalEvent, { readonly type: 'endpoint-seen' }>;

/** Finds what happened to a pod around a time. Events are in the order of time. */
export class EventIndex {
  readonly #byPod: ReadonlyMap<string | undefined, readonly RehearsalEvent[]>;

  constructor(events: readonly RehearsalEvent[]) {
    this.#byPod = Map.groupBy(events, (event) => ('pod' in event ? event.pod : undefined));
  }

  /** What happened to a pod (undefined: to none, such as a dependency's outage) from one time until another, both included. */
  between(pod: string | undefined, from: number, until: number): readonly RehearsalEvent[] {
    const events = this.#byPod.get(pod) ?? [];
    return events.slice(firstAfter(events, from, true), firstAfter(events, until, false));
  }

  /** What the proxies came to know of any pod's endpoint. */
  seenBetween(from: number, until: number): Seen[] {
    const seen = [...this.#byPod.keys()]
      .filter((pod) => pod !== undefined)
      .flatMap((pod) => this.between(pod, from, until).filter((event) => event.type === 'endpoint-seen'));
    return seen.sort((one, other) => one.at - other.at);
  }
}

/** The position of the first event after a time, or at it. */
function firstAfter(events: readonly RehearsalEvent[], at: number, orAt: boolean): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const time = events[middle]?.at ?? Infinity;
    if (time > at || (orAt && time === at)) high = middle;
    else low = middle + 1;
  }
  return low;
}
