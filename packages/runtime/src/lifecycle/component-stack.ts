import { SeaworthyError } from '../errors.ts';
import type { Component, StartContext } from './component.ts';
import { deadlineIn, orTimeout, type Deadline } from './deadline.ts';
import { messageOf } from '../thrown.ts';

interface Held {
  readonly name: string;
  readonly release: (deadline: Deadline) => unknown;
}

/** Components, acquired in order and released in reverse. */
export class ComponentStack {
  readonly #held: Held[] = [];
  readonly #context: StartContext;
  /** The names of those that are starting. */
  readonly #starting = new Map<Promise<unknown>, string>();
  #closed = false;

  constructor(context: StartContext) {
    this.#context = context;
  }

  /**
   * Starts a component and holds it until {@link release}.
   *
   * @throws SeaworthyError SW_START_FAILED with the component's error as its cause, unless that is of the catalogue
   * already; the signal's reason where start was abandoned
   */
  async use<T>(component: Component<T>): Promise<T> {
    const { clock, emit, signal } = this.#context;
    if (this.#closed) throw closed(component.name);
    signal.throwIfAborted();
    const begun = clock.now();
    const started = Promise.try(() => component.start(this.#context));
    this.#starting.set(started, component.name);
    try {
      const value = await started;
      this.#held.push({ name: component.name, release: releaseOf(component, value) });
      emit({ type: 'component.started', component: component.name, ms: clock.now() - begun });
      return value;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      emit({ type: 'component.failed', component: component.name, phase: 'start', error });
      throw error instanceof SeaworthyError ? error : startFailed(component.name, error);
    } finally {
      this.#starting.delete(started);
    }
  }

  /**
   * Releases everything in reverse order before `deadline`; one that fails or hangs does not keep the others from
   * being released: after half of the time that is left, the next one's turn comes, while the one before has until the deadline.
   * So has a component that is still starting.
   *
   * @returns the names of those that had not stopped by the deadline
   */
  async release(deadline: Deadline): Promise<readonly string[]> {
    this.#closed = true;
    const released: { readonly name: string; readonly inTime: Promise<boolean> }[] = [];
    const releaseHeld = async () => {
      for (let held = this.#held.pop(); held !== undefined; held = this.#held.pop()) {
        const inTime = this.#releaseOne(held, deadline);
        released.push({ name: held.name, inTime });
        await this.#orHalf(inTime, deadline);
      }
    };
    const started = Promise.allSettled(this.#starting.keys());
    await this.#orHalf(started, deadline);
    await releaseHeld();
    await orTimeout(started, deadline);
    await releaseHeld();
    const late = [...this.#starting.values()].map((name) => `${name}, still starting`);
    for (const { name, inTime } of released) if (!(await inTime)) late.push(name);
    return late;
  }

  /** Waits for `work`, but for no more than half of what is left until the deadline. */
  async #orHalf(work: Promise<unknown>, deadline: Deadline): Promise<void> {
    using half = deadlineIn(this.#context.clock, deadline.remaining() / 2, deadline);
    await orTimeout(work, half);
  }

  async #releaseOne({ name, release }: Held, deadline: Deadline): Promise<boolean> {
    const { clock, emit } = this.#context;
    const begun = clock.now();
    try {
      const inTime = await orTimeout(
        Promise.try(() => release(deadline)),
        deadline,
      );
      if (inTime) emit({ type: 'component.stopped', component: name, ms: clock.now() - begun });
      return inTime;
    } catch (error) {
      emit({ type: 'component.failed', component: name, phase: 'stop', error });
      return true;
    }
  }
}

function releaseOf<T>(component: Component<T>, value: T): Held['release'] {
  if (component.stop !== undefined) return (deadline) => component.stop?.(value, deadline);
  return async () => {
    if (isDisposable(value, Symbol.asyncDispose)) await value[Symbol.asyncDispose]();
    else if (isDisposable(value, Symbol.dispose)) value[Symbol.dispose]();
  };
}

function isDisposable<S extends symbol>(value: unknown, symbol: S): value is Record<S, () => unknown> {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    symbol in value &&
    typeof (value as Record<S, unknown>)[symbol] === 'function'
  );
}

function startFailed(component: string, cause: unknown): SeaworthyError {
  const reason = messageOf(cause);
  return new SeaworthyError('SW_START_FAILED', {
    what: `The component \`${component}\` could not start: ${reason}`,
    where: `component ${component}`,
    cause,
  });
}

function closed(component: string): SeaworthyError {
  return new SeaworthyError('SW_START_FAILED', {
    what: `The component \`${component}\` was to be started while the service stops`,
    where: `component ${component}`,
    fix: 'Start components within the service’s `start` only.',
  });
}
