import type { Clock, Timer } from '../../clock.ts';
import { Baselines, routeOf } from './baselines.ts';
import { ConcurrencyLimit } from './concurrency-limit.ts';
import { priorityOf, resolveLoad, type LoadOptions, type Priority } from './options.ts';
import { Pauses } from './pauses.ts';
import { compileRules, type RouteRule, type RuleFinder } from './route-rules.ts';
import type { Ticket } from './ticket.ts';
import { WaitQueue } from './wait-queue.ts';

/** Why a request is refused: its turn did not come in time, or too many of its route run. */
export type ShedReason = 'overload' | 'route limit';

/** What the shedder decides is done by its host. */
export interface ShedderHost<T> {
  /** The ticket's turn has come. */
  run(ticket: T): void;
  /** The ticket is refused. */
  shed(ticket: T, reason: ShedReason): void;
  /** The ticket's priority could not be told, so that it counts as `normal`. */
  readonly failed?: (ticket: T, error: unknown) => void;
  /** Calls `run` once input and output have been looked at. Default `setImmediate`. */
  readonly nextTurn?: (run: () => void) => void;
  /** CPU time that the process has used, in milliseconds. Default `process.cpuUsage`. */
  readonly cpuMs?: () => number;
}

/** What the shedder sees at one moment. */
export interface LoadState {
  /** Requests that run. */
  readonly inFlight: number;
  readonly waiting: number;
  /** `Infinity`: no limit. */
  readonly limit: number;
  /** How late the main loop was when last looked at, in milliseconds. */
  readonly loopDelayMs: number;
}

/** How often the delay of the loop is looked at, in milliseconds. */
const LOOK_EVERY_MS = 50;
/** The loop counts as late from this delay on, and for so long after. */
const LATE_MS = 20;
const LATE_FOR_MS = 1_000;
/** How long handlers run in one turn of a late loop, before input and output are looked at again. */
const TURN_MS = 10;
/** How often it is looked again, at most, while each look brings something new: libuv accepts one connection a look. */
const MAX_LOOKS = 32;
/** Who waits longer than this share of `maxWaitMs` in a queue that did not become shorter for so many milliseconds stands in
 * no burst: the queue only costs time, and nobody is to wait longer in it. */
const STANDING_WAIT = 0.25;
const STANDING_MS = 500;
const SHORTER = 0.8;
/** What takes longer than this, in milliseconds, is a stream or a long poll: it holds no place, and tells nothing. */
const LONG_RUNNING_MS = 10_000;
/** The least time between two looks at latencies while few run, in milliseconds. */
const SAMPLE_EVERY_MS = 50;

/**
 * Decides which requests run. Few in flight and a punctual loop: all do, at the cost of one comparison. Handlers that wait
 * for something else are bounded by the {@link ConcurrencyLimit}. Handlers that compute hold the only thread, so of them
 * never more than one is in flight, however many wait in the kernel's buffers; where the loop is late, requests are
 * therefore taken from the kernel first and their handlers run in turns of {@link TURN_MS}: so the queue is here, where it
 * has deadlines and priorities.
 */
export class LoadShedder<T extends Ticket> implements Disposable {
  readonly #clock: Clock;
  readonly #host: ShedderHost<T>;
  readonly #nextTurn: (run: () => void) => void;
  readonly #pauses: Pauses;
  readonly #findRule: RuleFinder | undefined;
  readonly #priorityOf: LoadOptions['priority'];
  readonly #maxWaitMs: number;
  readonly #maxWaiting: number;
  readonly #minConcurrency: number;
  readonly #queue = new WaitQueue<T>();
  readonly #limit: ConcurrencyLimit;
  readonly #baselines = new Baselines();
  #timer: Timer;
  #inFlight = 0;
  /** Below it, a request needs no further thought. */
  #easy = 0;
  #late = false;
  #lateUntil = -Infinity;
  #loopDelayMs = 0;
  #sampleFrom = 0;
  /** Whether the queue stands: then the newest go first, since the others' clients have waited for long already. */
  #standing = false;
  /** Since when the queue has been watched, and how long it was at most. */
  #watchedFrom = 0;
  #longest = 0;
  #turnDue = false;
  /** What came since the last look, and looks since the last turn. */
  #arrivals = 0;
  #looks = 0;

  /** @throws SeaworthyError SW_DEFINITION where a route or a number is invalid */
  constructor(clock: Clock, host: ShedderHost<T>, options: LoadOptions = {}) {
    const { maxWaitMs, maxWaiting, minConcurrency } = resolveLoad(options);
    this.#clock = clock;
    this.#host = host;
    this.#nextTurn = host.nextTurn ?? setImmediate;
    this.#pauses = new Pauses(host.cpuMs);
    this.#findRule = compileRules(options.routes);
    this.#priorityOf = options.priority;
    this.#maxWaitMs = maxWaitMs;
    this.#maxWaiting = maxWaiting;
    this.#minConcurrency = minConcurrency;
    this.#limit = new ConcurrencyLimit(minConcurrency);
    this.#timer = this.#lookLater(clock.now());
    this.#settle();
  }

  get state(): LoadState {
    const { size: waiting } = this.#queue;
    return { inFlight: this.#inFlight, waiting, limit: this.#limit.value, loopDelayMs: this.#loopDelayMs };
  }

  /** A connection has come, and requests will on it. */
  connected(): void {
    this.#arrivals++;
  }

  /** Whether its priority is `exempt`. */
  isExempt(ticket: T): boolean {
    return this.#classOf(ticket, this.#findRule?.(ticket)) === 'exempt';
  }

  /** True: run it now. False: the host is told what becomes of it, or has been told. */
  enter(ticket: T, now: number = ticket.startedAt): boolean {
    if (this.#inFlight >= this.#easy) return this.#enterSlowly(ticket, now);
    this.#begin(ticket, now);
    return true;
  }

  /** A request is over, however it went. Safe to call for any ticket, and again. @param completed by its handler */
  leave(ticket: T, completed: boolean): void {
    if (ticket.standing === 'running') {
      const now = this.#clock.now();
      if (this.#inFlight >= this.#minConcurrency || now >= this.#sampleFrom)
        this.#sample(ticket, completed, now);
      this.#end(ticket);
    } else if (ticket.standing === 'waiting') {
      this.#queue.remove(ticket);
      this.#settle();
    }
    this.#forget(ticket);
  }

  /** Gives back the places of what has run for long, other than in its route: `tickets` in the order of their arrival. */
  excuseLongRunning(tickets: Iterable<T>): void {
    const before = this.#clock.now() - LONG_RUNNING_MS;
    for (const ticket of tickets) {
      if (ticket.startedAt > before) return;
      if (ticket.standing === 'running' && ticket.runningSince <= before) this.#end(ticket);
    }
  }

  [Symbol.dispose](): void {
    this.#timer.clear();
  }

  #enterSlowly(ticket: T, now: number): boolean {
    this.#arrivals++;
    const rule = this.#findRule?.(ticket);
    const priority = this.#classOf(ticket, rule);
    if (priority === 'exempt') return true;
    if (rule !== undefined) {
      if (rule.inFlight >= rule.maxInFlight) {
        this.#host.shed(ticket, 'route limit');
        return false;
      }
      rule.inFlight++;
      ticket.rule = rule;
    }
    if (!this.#late && this.#queue.size === 0 && this.#inFlight < this.#limit.value) {
      this.#begin(ticket, now);
      return true;
    }
    if (this.#queue.size === 0) this.#watchedFrom = now;
    this.#queue.push(ticket, priority);
    this.#longest = Math.max(this.#longest, this.#queue.size);
    if (this.#queue.size > this.#maxWaiting) this.#shed(this.#queue.takeLeast());
    this.#settle();
    return false;
  }

  /** The application's own mistakes must not cost an answer just when the server is busy. */
  #classOf(ticket: T, rule: RouteRule | undefined): Priority {
    if (rule?.priority !== undefined) return rule.priority;
    try {
      return priorityOf(this.#priorityOf?.(ticket) ?? 'normal', 'defineService http.load.priority');
    } catch (error) {
      this.#host.failed?.(ticket, error);
      return 'normal';
    }
  }

  #begin(ticket: T, now: number): void {
    ticket.standing = 'running';
    ticket.runningSince = now;
    ticket.concurrency = ++this.#inFlight;
  }

  #end(ticket: T): void {
    ticket.standing = 'outside';
    this.#inFlight--;
    this.#settle();
  }

  #shed(ticket: T | undefined): void {
    if (ticket === undefined) return;
    this.#forget(ticket);
    this.#host.shed(ticket, 'overload');
  }

  /** Ends the count for its route. */
  #forget(ticket: T): void {
    if (ticket.rule === undefined) return;
    ticket.rule.inFlight--;
    ticket.rule = undefined;
  }

  #sample(ticket: T, completed: boolean, now: number): void {
    this.#sampleFrom = now + SAMPLE_EVERY_MS;
    const ms = now - ticket.runningSince;
    const route = routeOf(ticket);
    const excess = this.#baselines.excess(route, ms);
    if (completed) this.#baselines.learn(route, ms, this.#limit.value === Infinity, now);
    // A client that left soon tells nothing; one that left late would have waited longer yet.
    if (!completed && excess < 1) return;
    const normal = this.#limit.record(excess, ticket, now);
    if (normal > 1) this.#baselines.raise(normal);
  }

  /** Brings what follows from the figures up to date. */
  #settle(): void {
    const busy = this.#late || this.#queue.size > 0 || this.#findRule !== undefined;
    this.#easy = busy ? 0 : this.#limit.value;
    if (this.#queue.size === 0) {
      this.#standing = false;
      this.#longest = 0;
    } else if (!this.#turnDue && this.#inFlight < this.#limit.value) {
      this.#turnDue = true;
      this.#nextTurn(this.#turn);
    }
  }

  readonly #turn = (): void => {
    if (this.#late && this.#arrivals > 0 && this.#looks < MAX_LOOKS) {
      this.#arrivals = 0;
      this.#looks++;
      this.#nextTurn(this.#turn);
      return;
    }
    this.#looks = 0;
    const from = this.#clock.now();
    let now = from;
    this.#refuseLate(now);
    while (this.#inFlight < this.#limit.value && now - from < TURN_MS) {
      const ticket = this.#queue.take(this.#standing);
      if (ticket === undefined) break;
      this.#begin(ticket, now);
      this.#host.run(ticket);
      now = this.#clock.now();
    }
    this.#turnDue = false;
    this.#settle();
  };

  #refuseLate(now: number): void {
    if (this.#queue.size === 0) return;
    if (this.#pauses.excuse(now)) {
      this.#watchedFrom = now;
      return;
    }
    const standingWait = STANDING_WAIT * this.#maxWaitMs;
    if (now - this.#watchedFrom >= STANDING_MS) {
      const shorter = this.#queue.size < SHORTER * this.#longest;
      this.#standing ||= !shorter && this.#queue.hasOlderThan(now - standingWait);
      this.#watchedFrom = now;
      this.#longest = this.#queue.size;
    }
    const wait = this.#standing ? standingWait : this.#maxWaitMs;
    for (;;) {
      const ticket = this.#queue.takeOlderThan(now - wait);
      if (ticket === undefined) return;
      this.#shed(ticket);
    }
  }

  #lookLater(now: number): Timer {
    this.#pauses.expect(now + LOOK_EVERY_MS);
    return this.#clock.after(LOOK_EVERY_MS, () => this.#look(now + LOOK_EVERY_MS));
  }

  #look(due: number): void {
    const now = this.#clock.now();
    this.#loopDelayMs = Math.max(0, now - due);
    if (this.#loopDelayMs >= LATE_MS) this.#lateUntil = now + LATE_FOR_MS;
    this.#late = now < this.#lateUntil;
    this.#limit.relax(now);
    this.#refuseLate(now);
    this.#settle();
    this.#timer = this.#lookLater(now);
  }
}
