import type { Clock, Timer } from '../clock.ts';

/** Watch, queue and write of one sync of a controller; tens of milliseconds in an idle cluster. */
const SYNC_LAG_MS = 20;

/** When a controller syncs: soon after whatever has changed, and when time alone would change something. */
export class SyncQueue {
  readonly #clock: Clock;
  readonly #sync: () => void;
  #next: Timer | undefined;
  #alarm: Timer | undefined;

  constructor(clock: Clock, sync: () => void) {
    this.#clock = clock;
    this.#sync = sync;
  }

  /** Something has changed. All that does until the next sync is seen by that one. */
  add(): void {
    if (this.#next !== undefined) return;
    this.#next = this.#clock.after(SYNC_LAG_MS, () => {
      this.#next = undefined;
      this.#sync();
    });
  }

  /**
   * Has it sync too when the first of these times comes, in the place of those that were told before.
   *
   * @param now when a sync looked at what the times are of: those that were over by then are none
   */
  wakeAt(times: readonly number[], now: number): void {
    const first = Math.min(...times.filter((at) => at > now));
    this.sleep();
    if (Number.isFinite(first)) this.#alarm = this.#clock.after(first - now, () => this.add());
  }

  /** Forgets the times that were told. */
  sleep(): void {
    this.#alarm?.clear();
  }
}
