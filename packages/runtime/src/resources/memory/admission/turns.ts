import type { Clock } from '../../../clock.ts';
import type { RouteCost } from './costs/route-cost.ts';

/** So many run at once in any case. */
const LEAST = 4;
/** What is to be done is decided after so many requests and so many milliseconds. */
const WINDOW_REQUESTS = 8;
const WINDOW_MS = 100;
/** A process that is idle for more than this share of the time has a thread for more… */
const IDLE = 0.03;
/** …one that is so for less has too many for sure… */
const NEVER_IDLE = 0.005;
/** …and for more, nobody is in the way of anybody. */
const MOSTLY_IDLE = 0.5;
/**
 * Where requests wait for this share of their time, they do so for each other although the thread is idle for up to half as
 * much: those that began together wait for something else at the same time, too.
 */
const CROWDED = 0.5;
/** At most this share is too many at once. */
const LARGEST_CUT = 1 / 3;
/** What a request takes at least moves towards what it takes by this share, while nobody is in its way. */
const LONGER = 1 / 64;
/** Where so much fewer run at once… */
const FEWER = 0.7;
/** …and take this share of the time as before, or more, it is not for each other that they wait. */
const AS_SLOW = 0.9;
/** …so often in a row: a single time it may be a collection. */
const CONFIRMED = 3;
/** Where so many fewer run, and not this much more seldom are answered, the rest only wait… */
const MORE = 1.05;
/** …and more are tried again after so many milliseconds. */
const ENOUGH_MS = 2000;
/** After so long with a thread that was idle at times, in milliseconds, any number may run; and where fewer did not help, so long. */
const FORGET_MS = 10_000;
/** A clock may tell no time at all. */
const LEAST_MS = 0.1;

/** The turn of a request that runs. */
export interface Turn {
  readonly since: number;
  /** How long the process had been idle by then, in milliseconds. */
  readonly idleBefore: number;
  /** How many ran then, itself included. */
  readonly concurrency: number;
}

/** A request that has ended. Times in milliseconds. */
interface Ended {
  readonly route: RouteCost;
  readonly concurrency: number;
  readonly ms: number;
  /** Of these, in which the process was idle. */
  readonly idleMs: number;
}

/** What some requests came to, each as a mean. */
interface Window {
  readonly concurrency: number;
  /** The share of their time in which the process was idle. */
  readonly idle: number;
  /** …and in which they were held up. */
  readonly heldUp: number;
  /** Their time, in milliseconds. */
  readonly ms: number;
}

/**
 * How many requests that take much memory may run at once. Where the thread is never idle, more of them at once are not
 * answered sooner; but what they hold outlives the young generation, and has to be collected with the whole of the heap.
 * So there are as few as leave the thread hardly ever idle, or fewer where more give no more. The time that they take beyond
 * the least they need tells how many wait, as in TCP Vegas (Brakmo and Peterson, IEEE JSAC 13/8, 1995).
 */
export class Turns {
  readonly #clock: Clock;
  readonly #idleMs: () => number;
  #limit = Infinity;
  #running = 0;
  #changedAt = -Infinity;
  /** When the thread was last seen never to be idle. */
  #busyAt = -Infinity;
  #vainUntil = -Infinity;
  #windowFrom = 0;
  #ended: Ended[] = [];
  /** When the limit began to fall. */
  #before: Window | undefined;
  /** How often in a row fewer than that took as long. */
  #asSlow = 0;
  /** When the limit began to rise, or from when on it is to be shown that more are of use. */
  #fewer: Window | undefined;
  #enoughUntil = -Infinity;

  /** @param idleMs how long the process has been idle since its start, in milliseconds */
  constructor(clock: Clock, idleMs: () => number) {
    this.#clock = clock;
    this.#idleMs = idleMs;
  }

  /** Whether one more may run. */
  get free(): boolean {
    return this.#running < this.#limit;
  }

  begin(): Turn {
    return { since: this.#clock.now(), idleBefore: this.#idleMs(), concurrency: ++this.#running };
  }

  /** @param route its route, where it was answered: others tell nothing */
  end({ since, idleBefore, concurrency }: Turn, route: RouteCost | undefined): void {
    this.#running--;
    if (route === undefined) return;
    const now = this.#clock.now();
    const ms = Math.max(now - since, LEAST_MS);
    const idleMs = this.#idleMs() - idleBefore;
    if (idleMs <= IDLE * ms) this.#busyAt = now;
    // What began before the last change tells nothing of its effect.
    if (since < this.#changedAt) return;
    route.leastMs = Math.min(route.leastMs, ms);
    if (this.#ended.length === 0) this.#windowFrom = now;
    this.#ended.push({ route, concurrency, ms, idleMs });
    if (this.#ended.length < WINDOW_REQUESTS || now - this.#windowFrom < WINDOW_MS) return;
    this.#judge(this.#ended, now);
    this.#ended = [];
  }

  /** To be called now and then: a limit that nothing has needed for long is lifted. */
  relax(): void {
    if (this.#clock.now() - this.#busyAt < FORGET_MS) return;
    this.#limit = Infinity;
    this.#before = undefined;
    this.#fewer = undefined;
    this.#ended = [];
  }

  #letMore(ended: readonly Ended[], window: Window, now: number): void {
    this.#before = undefined;
    if (window.idle > MOSTLY_IDLE)
      for (const { route, ms } of ended) route.leastMs += (ms - route.leastMs) * LONGER;
    // Where fewer ran than might, nothing is known of more.
    if (window.concurrency <= this.#limit - 1 || now < this.#enoughUntil) return;
    const fewer = (this.#fewer ??= window);
    if (fewer.concurrency <= FEWER * window.concurrency) {
      this.#fewer = window;
      if (rateOf(window) < MORE * rateOf(fewer)) return this.#returnTo(fewer, now);
    }
    this.#limit++;
  }

  #returnTo({ concurrency }: Window, now: number): void {
    this.#fewer = undefined;
    this.#limit = Math.max(LEAST, Math.ceil(concurrency));
    this.#changedAt = now;
    this.#enoughUntil = now + ENOUGH_MS;
  }

  #judge(ended: readonly Ended[], now: number): void {
    const window = windowOf(ended);
    const { concurrency, idle, heldUp, ms } = window;
    const isCrowded = heldUp > CROWDED && idle < CROWDED / 2;
    if (idle > IDLE && !isCrowded) return this.#letMore(ended, window, now);
    if (now < this.#vainUntil) return;
    this.#fewer = undefined;
    const before = (this.#before ??= window);
    if (concurrency <= FEWER * before.concurrency && ms >= AS_SLOW * before.ms) {
      if (++this.#asSlow < CONFIRMED) return;
      this.#before = undefined;
      this.#vainUntil = now + FORGET_MS;
      this.#limit = Infinity;
      this.#changedAt = now;
      return;
    }
    this.#asSlow = 0;
    if (concurrency <= LEAST) return;
    this.#changedAt = now;
    const waiting = idle > NEVER_IDLE && !isCrowded ? 0 : concurrency * heldUp;
    const cut = Math.max(1, Math.min(waiting / 2, concurrency * LARGEST_CUT));
    // Who was let in without a turn is no reason for more of them.
    this.#limit = Math.max(LEAST, Math.min(this.#limit, Math.floor(Math.ceil(concurrency) - cut)));
  }
}

function windowOf(ended: readonly Ended[]): Window {
  const mean = (of: (each: Ended) => number) => ended.reduce((sum, each) => sum + of(each), 0) / ended.length;
  return {
    concurrency: mean((each) => each.concurrency),
    idle: mean(({ idleMs, ms }) => idleMs / ms),
    heldUp: mean(({ route, ms }) => 1 - route.leastMs / ms),
    ms: mean((each) => each.ms),
  };
}

/** Answers a millisecond (Little's law). */
function rateOf({ concurrency, ms }: Window): number {
  return concurrency / ms;
}
