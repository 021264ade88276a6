import type { Clock } from '../../../clock.ts';
import type { Admission, RequestFacts } from './admission.ts';
import type { Bounds } from './ledger/bounds.ts';
import { Easing } from './easing.ts';
import { EndedBodies } from './ended-bodies.ts';
import { Ledger } from './ledger/ledger.ts';
import { Patience } from './patience.ts';
import { FIRST_STEP, Reservation, type Account } from './reservation.ts';
import { RetryAdvice } from './retry-advice.ts';
import { bodyCost, responseCost, takesMuch, type RouteCost } from './costs/route-cost.ts';
import { RouteCosts } from './costs/route-costs.ts';
import { Turns } from './turns.ts';
import { UseMeter, type Use } from './costs/use-meter.ts';

/** What admission needs. */
export interface AdmissionOptions {
  readonly clock: Clock;
  /** What all requests together may need, to begin with. */
  readonly roomBytes: number;
  /** Looks at memory now, and states the bounds anew. */
  readonly look: () => void;
  /** What is in use now. Default: it is not known, so that nothing but sizes is learned from. */
  readonly use?: () => Use;
  /** Gives so many bytes of idle blocks back, as far as there are any, and returns how many. Default: there are none. */
  readonly trim?: (bytes: number) => number;
  /** How long a request waits for room before it is refused, in milliseconds. Default 2000. */
  readonly maxWaitMs?: number;
  readonly random?: () => number;
  /** How long the event loop has had nothing to do since the start, in milliseconds. Default: node's own figure. */
  readonly idleMs?: () => number;
}

const KIB = 2 ** 10;
/** Memory is looked at once this share of the headroom may have gone. */
const LOOK_AFTER = 1 / 4;
/** …but not before so much has moved: a look takes as long as reading some of it. */
const LEAST_MOVED = 512 * KIB;
/** A response or a body above this is learned from even where nobody asked for the route's name. */
const WORTH_LEARNING = 64 * KIB;
/** What requests that take longer than this lead to is taken for seen, in milliseconds. */
const SHOWN_AFTER_MS = 5_000;

/** Admission by accounting: what a request will need is set aside before its body is read. */
export class MemoryAdmission implements Admission, Account {
  readonly #clock: Clock;
  readonly #look: () => void;
  readonly #easing: Easing;
  readonly #retry: RetryAdvice;
  readonly #turns: Turns;
  readonly #meter: UseMeter | undefined;
  readonly #patience: Patience;
  readonly #ended: EndedBodies;
  readonly ledger: Ledger;
  readonly costs: RouteCosts;
  #lookAfterBytes = 0;
  #movedBytes = 0;
  #correctedAt = -Infinity;
  #correctedLook = 0;
  /** Whether a request that was let in since estimates were corrected has ended. */
  #isShown = true;
  /** Requests refused so far. */
  refusals = 0;

  constructor(options: AdmissionOptions) {
    const { clock, roomBytes, look, trim, use, maxWaitMs = 2_000, random, idleMs = systemIdleMs } = options;
    this.#clock = clock;
    this.#look = look;
    this.#retry = new RetryAdvice(random);
    this.#turns = new Turns(clock, idleMs);
    this.ledger = new Ledger(roomBytes, this.#turns, trim, (held) => this.#meter?.began(held));
    this.costs = new RouteCosts(roomBytes);
    this.#patience = new Patience(clock, this.ledger, maxWaitMs, (waiting) => this.#refuse(waiting));
    this.#ended = new EndedBodies(clock);
    this.#easing = new Easing(clock, idleMs, this.ledger, this.costs);
    if (use !== undefined) this.#meter = new UseMeter(use, () => this.ledger.held, this.costs);
  }

  admit<T extends RequestFacts>(
    request: T,
    bodyBytes: number | undefined,
    isExempt?: (request: T) => boolean,
  ): Reservation {
    const covered = bodyBytes ?? FIRST_STEP;
    const worst = this.costs.worst(covered);
    if (!this.costs.hasTurns && this.ledger.isEasy(worst.bytes)) {
      // It does not wait, so that the time of its arrival is not asked for.
      const easy = new Reservation(this, request, undefined, worst, bodyBytes, 0, this.#easing.idleMs);
      this.ledger.hold(easy);
      this.#retry.granted();
      return easy;
    }
    const now = this.#clock.now();
    const route = this.costs.of(request);
    const estimate = route.estimate(covered);
    if (estimate.bytes > this.ledger.headroomBytes) this.#look();
    const reservation = new Reservation(this, request, route, estimate, bodyBytes, now, this.#easing.idleMs);
    this.ledger.open(reservation);
    if (reservation.state !== 'held' && isExempt?.(request) === true) this.ledger.insist(reservation);
    if (reservation.state === 'held') this.#retry.granted();
    if (reservation.state === 'refused') this.#refused();
    if (reservation.state === 'waiting') this.#patience.begin();
    this.passing(estimate.bytes);
    return reservation;
  }

  get retryAfterSeconds(): number {
    return this.#retry.seconds;
  }

  /** Counts bytes that have moved through memory, and looks at it when they may have used up a part of the headroom. */
  passing(bytes: number): void {
    this.#movedBytes += bytes;
    if (this.#movedBytes >= this.#lookAfterBytes) this.#look();
  }

  received(reservation: Reservation, bytes: number): boolean {
    reservation.receivedBytes += bytes;
    this.ledger.arrive(reservation, bodyCost(bytes, true));
    this.passing(bytes);
    if (reservation.growth > 0) return false;
    if (reservation.receivedBytes <= reservation.coveredBytes || reservation.state !== 'held') return true;
    const { receivedBytes, coveredBytes, declaredBytes } = reservation;
    const step = Math.min(Math.max(FIRST_STEP, receivedBytes), declaredBytes - coveredBytes);
    reservation.coveredBytes += step;
    if (this.ledger.grow(reservation, bodyCost(step, reservation.once))) return true;
    reservation.growingSince = this.#clock.now();
    this.#patience.begin();
    this.#patience.unblock();
    return reservation.growth === 0;
  }

  readOnce(reservation: Reservation): void {
    if (reservation.once || reservation.state !== 'held') return;
    const { coveredBytes, receivedBytes, bodyBytes } = reservation;
    const toCome = bodyCost(Math.max(0, coveredBytes - receivedBytes), true);
    this.ledger.readOnce(reservation, bodyBytes - toCome);
    if (coveredBytes > WORTH_LEARNING) this.#routeOf(reservation).once = true;
    this.#settle();
  }

  bodyEnded(reservation: Reservation): void {
    if (reservation.once || reservation.state !== 'held' || reservation.bodyBytes < FIRST_STEP) return;
    this.#ended.add(reservation);
  }

  responded(reservation: Reservation, bytes: number, nativeBytes: number): void {
    reservation.nativeBytes = nativeBytes;
    reservation.respondedBytes = Math.max(reservation.respondedBytes ?? 0, bytes);
    if (bytes > reservation.bytes) this.ledger.resize(reservation, bytes);
    this.passing(bytes);
  }

  release(reservation: Reservation): void {
    if (reservation.state === 'released') return;
    if (reservation.state === 'held') {
      const usedBytes = this.#meter?.ended(reservation);
      this.#learn(reservation);
      if (usedBytes !== undefined) this.costs.learnUse(reservation.request, usedBytes);
    }
    if (reservation.look > this.#correctedLook) this.#isShown = true;
    this.#close(reservation, 'released', tookBytes(reservation));
    reservation.listener = undefined;
    // A block is free at once, as only a look can tell.
    if (reservation.once && this.ledger.waiting.size > 0) this.#look();
    else this.#settle();
  }

  /** States the bounds anew, after a look at memory. */
  setBounds(bounds: Bounds): void {
    this.#movedBytes = 0;
    this.#lookAfterBytes = Math.max(LEAST_MOVED, bounds.headroomBytes * LOOK_AFTER);
    for (const reservation of this.#ended.takeDone()) this.ledger.arrive(reservation, reservation.bodyBytes);
    this.#meter?.looked();
    this.ledger.setBounds(bounds);
    this.#settle();
  }

  /** Once a second: advice, and peaks that are over. */
  tick(): void {
    this.#retry.tick();
    this.#turns.relax();
    this.#meter?.tick();
    this.costs.refresh();
  }

  /** Takes requests under way for less, where that is what they show by now. To be called now and then. */
  ease(): void {
    this.#easing.ease();
    this.#reprice();
    this.#settle();
  }

  /**
   * Whether estimates may be lowered again: a request that was let in by them has ended since the last correction, so that what
   * they led to can be seen. Until then the next step would be one in the dark.
   */
  get showsCorrection(): boolean {
    return this.#isShown || this.#clock.now() - this.#correctedAt >= SHOWN_AFTER_MS;
  }

  /**
   * Requests of the routes in flight need `ratio` times what was thought.
   *
   * @param grownBytes what is in use beyond what no request accounts for: native code holds no more than that. Default 0
   */
  correct(ratio: number, grownBytes = 0): void {
    this.#correctedAt = this.#clock.now();
    this.#correctedLook = this.ledger.looks;
    this.#isShown = false;
    const routes = new Set<RouteCost>();
    let nativeBytes = 0;
    for (const { route } of this.ledger.held) {
      if (route === undefined) continue;
      routes.add(route);
      nativeBytes += route.nativeBytes;
    }
    const leastNative = grownBytes / Math.max(1, nativeBytes);
    for (const route of routes) this.costs.correct(route, ratio, leastNative);
    this.#reprice();
  }

  [Symbol.dispose](): void {
    this.#patience[Symbol.dispose]();
  }

  #learn(reservation: Reservation): void {
    const { respondedBytes, receivedBytes, streamedBytes, nativeBytes, once } = reservation;
    if (receivedBytes > WORTH_LEARNING && !once) this.#routeOf(reservation).once = false;
    if (respondedBytes === undefined) return;
    const most = Math.max(respondedBytes, streamedBytes, nativeBytes);
    if (reservation.route === undefined && most < WORTH_LEARNING) return;
    const route = this.#routeOf(reservation);
    const first = route.isUnknown;
    this.costs.learnResponse(route, { bytes: respondedBytes, streamedBytes, nativeBytes });
    if (first) this.#reprice();
  }

  #routeOf({ route, request }: Reservation): RouteCost {
    return route ?? this.costs.of(request);
  }

  /** Those who wait are granted at what is known by then. */
  #reprice(): void {
    for (const reservation of this.ledger.waiting)
      if (reservation.route !== undefined)
        Object.assign(reservation, reservation.route.estimate(reservation.coveredBytes));
  }

  #settle(): void {
    if (this.ledger.waiting.size > 0 || this.ledger.growing.size > 0) this.ledger.settle();
  }

  #refuse(reservation: Reservation): void {
    this.#meter?.refused(reservation);
    this.#close(reservation, 'refused');
    this.#refused();
  }

  #close(reservation: Reservation, state: 'released' | 'refused', tookBytes?: number): void {
    this.ledger.close(reservation, state, tookBytes);
    this.#ended.delete(reservation);
    const { turn, route, respondedBytes, streamedBytes } = reservation;
    if (turn === undefined) return;
    // Short answers of the route, and failures, tell nothing of the others.
    const tells =
      state === 'released' &&
      respondedBytes !== undefined &&
      takesMuch(Math.max(respondedBytes, streamedBytes));
    this.#turns.end(turn, tells ? route : undefined);
    reservation.turn = undefined;
  }

  #refused(): void {
    this.refusals++;
    this.#retry.refused();
  }
}

function systemIdleMs(): number {
  return performance.eventLoopUtilization().idle;
}

/** What it has taken of that which is still set aside for it: by what it answered, where that is known. */
function tookBytes({ bytes, bodyBytes, respondedBytes }: Reservation): number {
  return respondedBytes === undefined ? bytes : Math.min(bytes, bodyBytes + responseCost(respondedBytes));
}
