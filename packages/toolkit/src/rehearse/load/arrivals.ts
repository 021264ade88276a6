import type { Clock, Timer } from '../clock.ts';

/** A sleep of less than this is not to be had from a timer of Node. */
const TICK_MS = 1;
/**
 * So many are caught up with before sockets are read again. All at once would each need a new connection, which costs more
 * than a request, so that a thread that is late would only get later.
 */
const CATCH_UP = 32;
/**
 * So long what was due before another rate, or the end, is still caught up with. A turn that the thread did not get is made
 * good in less; more than that is left by a rate which this machine cannot send, and would hold up the rehearsal's end.
 */
const GIVE_UP_MS = 2000;

/**
 * Calls `send` at a constant rate, whatever becomes of earlier requests: an open loop, so that a stalled service still
 * gets every request that was due (no coordinated omission). What a late wake-up missed is caught up in order, each
 * with the time at which it was due.
 */
export class Arrivals {
  readonly #clock: Clock;
  readonly #send: (dueAt: number) => void;
  #perSecond = 0;
  #nextAt = Infinity;
  /** Another rate from this time on, once all that was due before it is sent or given up. */
  #change: { readonly from: number; readonly perSecond: number } | undefined;
  #timer: Timer | undefined;
  #isCatchingUp = false;
  #stopped: PromiseWithResolvers<void> | undefined;

  constructor(clock: Clock, send: (dueAt: number) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  get perSecond(): number {
    return this.#change?.perSecond ?? this.#perSecond;
  }

  /** From now on so many a second; 0 pauses. What was due by now is still sent, as far as two seconds suffice for it. */
  rate(perSecond: number): void {
    this.#change = { from: this.#clock.now(), perSecond };
    this.#timer?.clear();
    if (!this.#isCatchingUp) this.#run();
  }

  /** Resolves once all that was due by now is sent, after two seconds at most; nothing more is due then. */
  stop(): Promise<void> {
    this.#stopped = Promise.withResolvers();
    this.rate(0);
    return this.#stopped.promise;
  }

  #run(): void {
    const now = this.#clock.now();
    this.#applyChange(now);
    for (let sent = 0; this.#nextAt <= now && sent < CATCH_UP; sent++) {
      const dueAt = this.#nextAt;
      this.#nextAt += this.#intervalMs;
      this.#send(dueAt);
      this.#applyChange(now);
    }
    this.#isCatchingUp = this.#nextAt <= now;
    if (this.#isCatchingUp) setImmediate(() => this.#run());
    else this.#sleep();
  }

  #applyChange(now: number): void {
    if (this.#change === undefined) return;
    const { from, perSecond } = this.#change;
    if (this.#nextAt <= from && now < from + GIVE_UP_MS) return;
    this.#perSecond = perSecond;
    this.#nextAt = from + this.#intervalMs;
    this.#change = undefined;
  }

  #sleep(): void {
    if (this.#nextAt === Infinity) return this.#stopped?.resolve();
    const wait = Math.max(TICK_MS, this.#nextAt - this.#clock.now());
    this.#timer = this.#clock.after(wait, () => this.#run());
  }

  get #intervalMs(): number {
    return this.#perSecond > 0 ? 1000 / this.#perSecond : Infinity;
  }
}
