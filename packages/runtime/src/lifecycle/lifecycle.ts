import { ExitCode } from '@seaworthy/contract';
import type { Clock } from '../clock.ts';
import { SeaworthyError } from '../errors.ts';
import type { DrainStage, EventBus, State } from '../events.ts';
import { orAbort } from '../or-abort.ts';
import { messageOf } from '../thrown.ts';
import { crashBudget, type Budget } from './budget.ts';
import { ComponentStack } from './component-stack.ts';
import type { Component } from './component.ts';
import { orTimeout, type Deadline } from './deadline.ts';
import { Schedule } from './schedule.ts';
import { StateMachine } from './states.ts';

/** What a stage does; it resolves with names of what it had to abort. */
export type Stage = (deadline: Deadline) => Promise<readonly string[]>;

/** Why a process stops. */
export type StopCause = 'signal' | 'fault' | 'request';

/** What a lifecycle runs. */
export interface LifecycleOptions {
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly budget: Budget;
  /** The one after a fault, and where the start is abandoned. Default: what {@link crashBudget} leaves of `budget`. */
  readonly crashBudget?: Budget;
  /** Brings the service up. It should heed {@link Lifecycle.signal}; once that aborts, its result is not awaited. */
  readonly start: (lifecycle: Lifecycle) => Promise<void>;
  /** Ends requests in flight. */
  readonly inFlight: Stage;
  /** Ends workers. */
  readonly workers: Stage;
  /** Sends out what is buffered: spans, metrics, logs. */
  readonly flush: (deadline: Deadline) => Promise<void>;
}

/** How a process ended. */
export interface Outcome {
  readonly exitCode: ExitCode;
  /** What was still running at the deadline of its stage. */
  readonly aborted: readonly string[];
  /** What ended a process that failed. */
  readonly error?: unknown;
}

/**
 * One life of a service: start, serve, drain, stop, in one deadline budget.
 *
 * `start()` and `stop()` settle with the {@link Outcome} of the whole; neither ends the process.
 */
export class Lifecycle {
  readonly #options: LifecycleOptions;
  readonly #states: StateMachine;
  readonly #stack: ComponentStack;
  readonly #abandoned = new AbortController();
  readonly #draining = new AbortController();
  readonly #ended = Promise.withResolvers<Outcome>();
  #stopping = false;
  #schedule: Schedule | undefined;
  /** Why the service has ended itself. */
  #finishing: string | undefined;
  #fault: { readonly exitCode: ExitCode; readonly error: unknown } | undefined;

  constructor(options: LifecycleOptions) {
    const { clock, bus } = options;
    this.#options = options;
    this.#states = new StateMachine(bus);
    this.#stack = new ComponentStack({
      clock,
      signal: this.#abandoned.signal,
      emit: (event) => bus.emit(event),
    });
  }

  get state(): State {
    return this.#states.current;
  }

  /** Aborts once the service begins to stop, or its start is abandoned. */
  get signal(): AbortSignal {
    return this.#draining.signal;
  }

  /** Settles once everything is released. */
  get ended(): Promise<Outcome> {
    return this.#ended.promise;
  }

  get #crashBudget(): Budget {
    return this.#options.crashBudget ?? crashBudget(this.#options.budget);
  }

  /** Starts a component, to be released when the service stops. See {@link ComponentStack.use} for the errors. */
  use<T>(component: Component<T>): Promise<T> {
    return this.#stack.use(component);
  }

  /** Serves but is impaired, or no more: `ready ⇄ degraded`. No effect before `ready` and from `draining` on. */
  setDegraded(degraded: boolean, reason: string): void {
    if (this.#states.serving) this.#states.enter(degraded ? 'degraded' : 'ready', reason);
  }

  /**
   * Brings the service up.
   *
   * @returns true once it is ready; false where it failed or was stopped, and {@link ended} has the outcome
   */
  async start(): Promise<boolean> {
    try {
      await orAbort(this.#options.start(this), this.#abandoned.signal);
    } catch (error) {
      if (!this.#stopping) this.#end(await this.#abandon(startError(error)));
      return false;
    }
    const isUp = !this.#stopping && this.#states.enter('ready', 'started');
    if (isUp && this.#finishing !== undefined) void this.stop('request', this.#finishing);
    return isUp;
  }

  /** Stops the service by its own wish: while it starts, once that is complete, since its work may be done before. */
  finish(reason: string): void {
    this.#finishing ??= reason;
    if (this.#states.current !== 'starting') void this.stop('request', this.#finishing);
  }

  /** Has the stop end with `error` and the exit status of a crash. It takes the time that it would, unlike after a fault of this process. */
  fail(error: unknown): void {
    this.#fault ??= { exitCode: ExitCode.crash, error };
  }

  /**
   * Stops the service. A second call settles with the first and changes nothing, but for a fault: from then on what is left of the stop
   * has no more time than one that begins with it.
   */
  async stop(cause: StopCause, reason: string, error?: unknown): Promise<Outcome> {
    if (cause === 'fault') {
      this.fail(error ?? new Error(reason));
      this.#schedule?.cut(this.#crashBudget);
    }
    if (!this.#stopping) {
      this.#stopping = true;
      const starting = this.#states.current === 'starting';
      this.#end(
        await (starting
          ? this.#abandon({ exitCode: ExitCode.startAborted }, reason)
          : this.#drain(reason, cause === 'fault' ? this.#crashBudget : this.#options.budget)),
      );
    }
    return this.ended;
  }

  /**
   * A fault outweighs how the stop itself went, even one that came in the middle of it; but not what made a start fail, of which
   * it is mostly a consequence.
   */
  #end(ending: Outcome): void {
    const outcome = ending.error === undefined ? { ...ending, ...this.#fault } : ending;
    const { error } = outcome;
    if (error === undefined) this.#states.enter('stopped', 'released');
    else this.#states.enter('failed', messageOf(error), error);
    this.#ended.resolve(outcome);
  }

  /** Ends a start that failed or was overtaken by a signal: releases what was started, in reverse. */
  async #abandon(
    why: { exitCode: ExitCode; error?: unknown },
    reason = 'the start failed',
  ): Promise<Outcome> {
    this.#stopping = true;
    const abandonment = new SeaworthyError('SW_START_ABORTED', {
      what: `The start was abandoned: ${reason}`,
      cause: why.error,
    });
    this.#abandoned.abort(abandonment);
    this.#draining.abort(abandonment);
    this.#states.enter('stopping', reason);
    const aborted: string[] = [];
    // Nothing serves yet, so there is nothing to wait for but the releases themselves.
    const schedule = new Schedule(this.#options.clock, this.#crashBudget);
    aborted.push(...(await this.#stage('workers', schedule, this.#options.workers)));
    aborted.push(...(await this.#stage('resources', schedule, (deadline) => this.#stack.release(deadline))));
    await this.#stage('flush', schedule, this.#flush);
    return { ...why, aborted };
  }

  async #drain(reason: string, budget: Budget): Promise<Outcome> {
    const { clock, inFlight, workers } = this.#options;
    const schedule = new Schedule(clock, budget);
    this.#schedule = schedule;
    const aborted: string[] = [];
    const run = async (stage: DrainStage, work: Stage) => {
      aborted.push(...(await this.#stage(stage, schedule, work)));
    };
    this.#states.enter('draining', reason);
    this.#draining.abort(new DOMException(reason, 'AbortError'));
    await run('drain delay', async ({ signal }) => {
      // The wait holds the process; a fault ends it.
      const delayMs = budget['drain delay'];
      if (delayMs > 0) await clock.sleep(delayMs, signal).catch(() => undefined);
      return [];
    });
    await run('in-flight work', inFlight);
    this.#states.enter('stopping', 'drained');
    await run('workers', workers);
    await run('resources', (deadline) => this.#stack.release(deadline));
    await run('flush', this.#flush);
    return { exitCode: aborted.length > 0 ? ExitCode.drainIncomplete : ExitCode.ok, aborted };
  }

  /** Runs one stage to its end in the budget, and reports what it had to abort. A stage that fails is over. */
  async #stage(stage: DrainStage, schedule: Schedule, work: Stage): Promise<readonly string[]> {
    const { bus } = this.#options;
    using deadline = schedule.begin(stage);
    bus.emit({ type: 'drain.stage', stage, budgetMs: Math.round(deadline.remaining()) });
    let what: readonly string[];
    try {
      what = await work(deadline);
    } catch (error) {
      bus.emit({ type: 'component.failed', component: stage, phase: 'stop', error });
      return [];
    }
    if (what.length > 0) bus.emit({ type: 'drain.aborted', stage, what });
    return what;
  }

  readonly #flush: Stage = async (deadline) => {
    const inTime = await orTimeout(this.#options.flush(deadline), deadline);
    return inTime ? [] : ['flush'];
  };
}

function startError(error: unknown): { exitCode: ExitCode; error: unknown } {
  return { exitCode: error instanceof SeaworthyError ? error.exitCode : ExitCode.startFailed, error };
}
