import type { Clock } from '../../../clock.ts';
import type { PressureLevel } from '../../../events.ts';

/** So long must memory be exhausted before the pod is unready, in milliseconds: a burst must not take it away. */
const UNREADY_AFTER_MS = 5_000;
/** So long must it have been below `high` before it is ready again. */
const READY_AFTER_MS = 5_000;

/** The last step, with hysteresis in level and in time. */
export class Readiness {
  readonly #clock: Clock;
  #ready = true;
  /** Since when the level has spoken against the present state. */
  #since: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get ready(): boolean {
    return this.#ready;
  }

  /** Takes note of the level; true when readiness has changed. */
  observe(level: PressureLevel): boolean {
    const now = this.#clock.now();
    const against = this.#ready ? level === 'exhausted' : level === 'calm' || level === 'elevated';
    if (!against) this.#since = undefined;
    else this.#since ??= now;
    const patience = this.#ready ? UNREADY_AFTER_MS : READY_AFTER_MS;
    if (this.#since === undefined || now - this.#since < patience) return false;
    this.#ready = !this.#ready;
    this.#since = undefined;
    return true;
  }
}
