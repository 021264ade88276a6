import { isDate } from 'node:util/types';
import type { TimeInput } from '@opentelemetry/api';
import type { Clock } from '../../../clock.ts';

/**
 * Time stamps of spans: milliseconds since the Unix epoch, with a fraction (a double holds them to about 0.2 µs). They
 * advance with the monotonic clock, so that no span is negative when the machine's time is set, and follow the
 * machine's time again at {@link EpochClock.synchronise}.
 */
export class EpochClock {
  readonly #clock: Clock;
  #offset: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#offset = clock.wallTime() - clock.now();
  }

  now(): number {
    return this.at(this.#clock.now());
  }

  /** The time stamp of a moment by the monotonic clock. */
  at(monotonic: number): number {
    return monotonic + this.#offset;
  }

  /** Takes the machine's time anew when it has moved by more than its resolution. */
  synchronise(): void {
    const offset = this.#clock.wallTime() - this.#clock.now();
    if (Math.abs(offset - this.#offset) > 2) this.#offset = offset;
  }

  /**
   * A time given by a user. Milliseconds that have passed since the start of the process, or soon will have, are a
   * `performance.now()`, as the API allows: one that is rounded up, or expected, is ahead. A moment of the Unix epoch is far above, be it
   * before that start. `performance.timeOrigin` is not added, as it stays what it was when the machine's time is set. What is no time is now.
   */
  from(time: TimeInput | null | undefined): number {
    const given = millisecondsOf(time);
    if (!Number.isFinite(given)) return this.now();
    return typeof time === 'number' && given < this.#clock.now() + DAY_MS ? this.at(given) : given;
  }
}

const DAY_MS = 24 * 3_600_000;

/** NaN for what is no time, which only callers without types give. */
function millisecondsOf(time: TimeInput | null | undefined): number {
  if (typeof time === 'number') return time;
  if (isDate(time)) return time.getTime();
  return Array.isArray(time) ? time[0] * 1e3 + time[1] / 1e6 : Number.NaN;
}
