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

  /** A time given by a user; a number below the start of the process is a `performance.now()`, as the API says. */
  from(time: TimeInput | undefined): number {
    if (time === undefined) return this.now();
    if (typeof time === 'number') return time < performance.timeOrigin ? time + performance.timeOrigin : time;
    return Array.isArray(time) ? time[0] * 1e3 + time[1] / 1e6 : time.getTime();
  }
}
