import type { EventBus } from '../../events.ts';
import { LoadShedder, type LoadOptions, type ShedReason } from '../shedding/index.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { letIn } from '../exchange/handle.ts';
import { routePathOf } from '../routes/path.ts';
import type { Serving } from '../serving.ts';
import { turnAway } from './turn-away.ts';

/** Seconds to be away, at least and at most, drawn evenly: who is refused together must not return together. */
const RETRY_AFTER_FROM = 1;
const RETRY_AFTER_TO = 4;
/** Overload has ended after so many ticks without a refusal. */
const CALM_TICKS = 5;

/** Bounds what the server does at once, and tells when it begins and ends to refuse. */
export class Overload implements Disposable {
  readonly #bus: EventBus;
  readonly #shedder: LoadShedder<Exchange>;
  #refused = false;
  #overloaded = false;
  #calmTicks = 0;

  /** @throws SeaworthyError SW_DEFINITION where a route is invalid */
  constructor(serving: Serving, options: LoadOptions, random: () => number = Math.random) {
    this.#bus = serving.bus;
    this.#shedder = new LoadShedder(
      serving.clock,
      {
        run: (exchange) => letIn(serving, exchange),
        failed: ({ requestId, method, path }, error) =>
          serving.bus.emit({ type: 'http.error', requestId, method, path, error }),
        shed: (exchange, reason) => {
          if (reason === 'overload') this.#refused = true;
          const spread = Math.floor(random() * (RETRY_AFTER_TO - RETRY_AFTER_FROM + 1));
          turnAway(serving, exchange, {
            status: statusOf(reason),
            reason,
            retryAfter: RETRY_AFTER_FROM + spread,
          });
        },
      },
      { ...options, ...(options.priority && { priority: byRoutePath(options.priority) }) },
    );
  }

  /** Whether it is to be served at once, whatever there is in the way. */
  readonly isExempt = (exchange: Exchange): boolean => this.#shedder.isExempt(exchange);

  /** A connection has been accepted. */
  connected(): void {
    this.#shedder.connected();
  }

  /** True: run it now. False: it waits, or has been refused. @param now where it has waited for something else before */
  enter(exchange: Exchange, now?: number): boolean {
    return this.#shedder.enter(exchange, now);
  }

  /** The exchange has ended. Safe to call again. */
  leave(exchange: Exchange): void {
    this.#shedder.leave(exchange, exchange.outcome === 'completed');
  }

  /** To be called once a second. @param exchanges under way, in the order of their arrival */
  tick(exchanges: Iterable<Exchange>): void {
    this.#shedder.excuseLongRunning(exchanges);
    this.#calmTicks = this.#refused ? 0 : this.#calmTicks + 1;
    if (this.#overloaded ? this.#calmTicks === CALM_TICKS : this.#refused) {
      this.#overloaded = !this.#overloaded;
      const { limit, ...state } = this.#shedder.state;
      this.#bus.emit({
        type: 'http.overload',
        overloaded: this.#overloaded,
        ...state,
        ...(limit !== Infinity && { limit: Math.floor(limit) }),
      });
    }
    this.#refused = false;
  }

  [Symbol.dispose](): void {
    this.#shedder[Symbol.dispose]();
  }
}

/** The application sees the path by which its handler routes. */
function byRoutePath(priority: NonNullable<LoadOptions['priority']>): typeof priority {
  return ({ method, path }) => priority({ method, path: routePathOf(path) });
}

/** 429 where the client alone asks too much of one route (RFC 6585 §4), 503 where the whole server is busy. */
function statusOf(reason: ShedReason): 429 | 503 {
  return reason === 'route limit' ? 429 : 503;
}
