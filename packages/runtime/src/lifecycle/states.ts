import type { EventBus, State } from '../events.ts';

/** Which state may follow which. */
const successors: Record<State, readonly State[]> = {
  starting: ['ready', 'degraded', 'draining', 'stopping', 'failed'],
  ready: ['degraded', 'draining', 'failed'],
  degraded: ['ready', 'draining', 'failed'],
  draining: ['stopping', 'failed'],
  stopping: ['stopped', 'failed'],
  stopped: [],
  failed: [],
};

/** The state of a process: `starting → ready ⇄ degraded → draining → stopping → stopped | failed`. */
export class StateMachine {
  #current: State = 'starting';
  readonly #bus: EventBus;

  constructor(bus: EventBus) {
    this.#bus = bus;
  }

  get current(): State {
    return this.#current;
  }

  /** True where the process takes requests and has not been asked to stop. */
  get serving(): boolean {
    return this.#current === 'ready' || this.#current === 'degraded';
  }

  /** Changes state and emits it. Returns false, and does nothing, where `to` may not follow the current state. */
  enter(to: State, reason: string, error?: unknown): boolean {
    if (!successors[this.#current].includes(to)) return false;
    const from = this.#current;
    this.#current = to;
    this.#bus.emit({ type: 'state', from, to, reason, ...(error !== undefined && { error }) });
    return true;
  }
}
