import { fates } from '../../requests.ts';
import type { DueRequest, Outcome } from '../client.ts';
import { FRESH, RETRY_AFTER, SEGMENT_SIZE, segmentOf, type Segment } from './segment.ts';

/** Hears what the reader's thread cannot see for itself. */
export interface LogListener {
  /** A new segment of columns. */
  segment(buffer: SharedArrayBuffer): void;
  /** The next number is this pod's. */
  pod(name: string): void;
}

/** Writes down requests where {@link RequestColumns} of another thread reads them. */
export class RequestWriter {
  readonly #listener: LogListener;
  readonly #segments: Segment[] = [];
  readonly #pods = new Map<string, number>();
  #count = 0;

  constructor(listener: LogListener) {
    this.#listener = listener;
  }

  /** The number of the next request that is due. */
  begin(): number {
    const id = this.#count++;
    if (id % SEGMENT_SIZE === 0) {
      const segment = segmentOf();
      this.#segments.push(segment);
      this.#listener.segment(segment.buffer);
    }
    return id;
  }

  /** The request has ended. */
  end(request: DueRequest, outcome: Outcome, endedAt: number): void {
    const { id, dueAt, actionIndex } = request;
    const segment = this.#segments[Math.floor(id / SEGMENT_SIZE)];
    if (segment === undefined) throw new RangeError(`Request ${id} was not begun`);
    const at = id % SEGMENT_SIZE;
    segment.dueAt[at] = dueAt;
    segment.sentAfter[at] = outcome.sentAt - dueAt;
    segment.endedAfter[at] = endedAt - dueAt;
    segment.connection[at] = outcome.connection;
    segment.status[at] = outcome.status;
    segment.action[at] = actionIndex;
    segment.pod[at] = outcome.pod === undefined ? 0 : this.#numberOf(outcome.pod) + 1;
    segment.flags[at] = (outcome.fresh ? FRESH : 0) | (outcome.retryAfter ? RETRY_AFTER : 0);
    segment.retries[at] = outcome.retries;
    // Whoever sees a fate sees the rest.
    Atomics.store(segment.fate, at, fates.indexOf(outcome.fate) + 1);
  }

  #numberOf(pod: string): number {
    const known = this.#pods.get(pod);
    if (known !== undefined) return known;
    const number = this.#pods.size;
    this.#pods.set(pod, number);
    this.#listener.pod(pod);
    return number;
  }
}
