import { fates, type RequestLog, type RequestRecord } from '../../requests.ts';
import type { LoadAction } from '../plan.ts';
import type { LogListener } from './request-writer.ts';
import { FRESH, RETRY_AFTER, SEGMENT_SIZE, segmentOf, type Segment } from './segment.ts';

/**
 * The requests that a {@link RequestWriter} wrote, be it in another thread. While load is running, `size` counts those
 * that have come to an end up to the last such, and one that is still under way is undefined and not iterated over.
 */
export class RequestColumns implements RequestLog, LogListener {
  readonly #actions: readonly Pick<LoadAction, 'name' | 'kind'>[];
  readonly #segments: Segment[] = [];
  readonly #pods: string[] = [];

  constructor(actions: readonly Pick<LoadAction, 'name' | 'kind'>[]) {
    this.#actions = actions;
  }

  segment(buffer: SharedArrayBuffer): void {
    this.#segments.push(segmentOf(buffer));
  }

  pod(name: string): void {
    this.#pods.push(name);
  }

  get size(): number {
    const last = this.#segments.at(-1);
    const before = (this.#segments.length - 1) * SEGMENT_SIZE;
    return last === undefined ? 0 : before + last.fate.findLastIndex((fate) => fate > 0) + 1;
  }

  at(id: number): RequestRecord | undefined {
    const segment = this.#segments[Math.floor(id / SEGMENT_SIZE)];
    const at = id % SEGMENT_SIZE;
    return segment && recordOf(id, segment, at, this.#actions, this.#pods);
  }

  *[Symbol.iterator](): Iterator<RequestRecord> {
    for (let id = 0; id < this.#segments.length * SEGMENT_SIZE; id++) {
      const record = this.at(id);
      if (record !== undefined) yield record;
    }
  }
}

function recordOf(
  id: number,
  segment: Segment,
  at: number,
  actions: readonly Pick<LoadAction, 'name' | 'kind'>[],
  pods: readonly string[],
): RequestRecord | undefined {
  const fate = fates[Atomics.load(segment.fate, at) - 1];
  const action = actions[segment.action[at] ?? 0];
  if (fate === undefined || action === undefined) return undefined;
  const dueAt = segment.dueAt[at] ?? 0;
  const flags = segment.flags[at] ?? 0;
  return {
    id,
    kind: action.kind,
    action: action.name,
    dueAt,
    sentAt: dueAt + (segment.sentAfter[at] ?? 0),
    endedAt: dueAt + (segment.endedAfter[at] ?? 0),
    pod: pods[(segment.pod[at] ?? 0) - 1],
    connection: segment.connection[at] ?? 0,
    fresh: (flags & FRESH) !== 0,
    fate,
    status: segment.status[at] ?? 0,
    retryAfter: (flags & RETRY_AFTER) !== 0,
    retries: segment.retries[at] ?? 0,
  };
}
