import { abortWith } from '../abort-with.ts';
import { backoff } from '../backoff.ts';
import type { Clock } from '../clock.ts';
import type { RuntimeEvent } from '../events.ts';
import { deadlineIn, orTimeout, type Deadline } from '../lifecycle/index.ts';
import { isError } from '../thrown.ts';
import { invalid } from './invalid.ts';

/** What one run of a job is given. The signals are this run's own: nothing that still listens to them outlives it. */
export interface JobContext {
  /** First stage of stopping: finish the current job, take no new one. A wait for work should end. */
  readonly finish: AbortSignal;
  /** Second stage: the budget is spent. Give up now, and roll back. */
  readonly abort: AbortSignal;
}

/** One run of a worker's work. It must not start work that outlives the promise it returns. */
export type Job = (context: JobContext) => unknown;

/** How a worker runs. */
export interface WorkerOptions {
  /**
   * Milliseconds from the start of one run to the start of the next, or what tells them, asked after each run. A run that
   * takes longer delays the next: runs never overlap, and missed ones are not made up for. Default: none, the job is run
   * again as soon as it returns and itself waits for work. A function that throws, or tells no time above zero, is an
   * error of the run before it.
   */
  readonly everyMs?: number | (() => number);
  /**
   * Milliseconds before the first retry after an error; doubled each time, with jitter. An error of a run that lasted longer than
   * `maxRetryMs` is the first again: a consumer that loses its connection once a week is not kept waiting for it. Default 1000.
   */
  readonly retryMs?: number;
  /** The longest wait between retries, in milliseconds. Default 30,000. */
  readonly maxRetryMs?: number;
  /** Milliseconds after which one run counts as stuck: the service is then degraded until it ends. Default: never. */
  readonly stuckAfterMs?: number;
  /**
   * Where several processes share the port: true runs it in each of them, false in one, and in another once that has been
   * replaced. Default false, as with one process: a job that is due once must not be done once for each core.
   */
  readonly everyProcess?: boolean;
}

/** What a worker is doing. */
export interface WorkerStatus {
  readonly name: string;
  /** `elsewhere`: another process of the service runs it. */
  readonly state: 'running' | 'waiting' | 'retrying' | 'stopped' | 'elsewhere';
  /** Milliseconds that the current run has taken so far; 0 between runs. */
  readonly runningMs: number;
  /** Errors in a row. */
  readonly failures: number;
  /** Runs that ended well. */
  readonly completed: number;
  /** When the last of them ended, in milliseconds since the Unix epoch. Undefined: none has yet. */
  readonly completedAt: number | undefined;
  readonly stuck: boolean;
}

/** The time that a job is left to react to `abort` before it is given up, in milliseconds. */
const ABORT_GRACE_MS = 500;

/** Work in the background: a job run again and again under two-stage stopping. */
export class Worker {
  readonly name: string;
  readonly #job: Job;
  readonly #options: WorkerOptions;
  readonly #clock: Clock;
  readonly #emit: (event: RuntimeEvent) => void;
  readonly #finish = new AbortController();
  readonly #abort = new AbortController();
  readonly #loop: Promise<void>;
  #state: WorkerStatus['state'] = 'waiting';
  #runSince: number | undefined;
  #failures = 0;
  #completed = 0;
  #completedAt: number | undefined;
  #retryInMs = 0;
  #everyMs: number | undefined;

  constructor(
    name: string,
    options: WorkerOptions,
    job: Job,
    clock: Clock,
    emit: (event: RuntimeEvent) => void,
    runsHere = true,
  ) {
    this.name = name;
    this.#job = job;
    this.#options = options;
    this.#clock = clock;
    this.#emit = emit;
    // Not before this returns: the job may use what it returns.
    this.#loop = runsHere ? Promise.resolve().then(() => this.#run()) : Promise.resolve();
    if (!runsHere) this.#state = 'elsewhere';
  }

  get status(): WorkerStatus {
    const runningMs = this.#runSince === undefined ? 0 : this.#clock.now() - this.#runSince;
    return {
      name: this.name,
      state: this.#state,
      runningMs,
      failures: this.#failures,
      completed: this.#completed,
      completedAt: this.#completedAt,
      stuck: runningMs >= (this.#options.stuckAfterMs ?? Infinity),
    };
  }

  /** First stage of stopping: the current run may end, no other begins. */
  finish(): void {
    this.#finish.abort(new DOMException('The service is stopping', 'AbortError'));
  }

  /** Stops the worker: waits for the current run, and shortly before `deadline` aborts it. Returns false if it hangs. */
  async stop(deadline: Deadline): Promise<boolean> {
    this.finish();
    const grace = Math.min(ABORT_GRACE_MS, deadline.remaining() / 2);
    using patience = deadlineIn(this.#clock, deadline.remaining() - grace, deadline);
    if (await orTimeout(this.#loop, patience)) return true;
    this.#abort.abort(new DOMException('The shutdown budget is spent', 'TimeoutError'));
    await orTimeout(this.#loop, deadline);
    return false;
  }

  async #run(): Promise<void> {
    if (this.#finish.signal.aborted) return void (this.#state = 'stopped');
    this.#emit({ type: 'worker', worker: this.name, what: 'started' });
    let due = this.#clock.now();
    while (!this.#finish.signal.aborted) {
      const succeeded = await this.#runOnce();
      if (!succeeded) {
        await this.#wait('retrying', this.#retryInMs);
        due = this.#clock.now();
      } else if (this.#everyMs !== undefined) {
        due = Math.max(due + this.#everyMs, this.#clock.now());
        await this.#wait('waiting', due - this.#clock.now());
      } else {
        // A job that returns without having waited must not starve the rest of the process.
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    this.#state = 'stopped';
    this.#emit({ type: 'worker', worker: this.name, what: 'stopped' });
  }

  async #runOnce(): Promise<boolean> {
    this.#state = 'running';
    const begun = this.#clock.now();
    this.#runSince = begun;
    const finish = new AbortController();
    const abort = new AbortController();
    using _finish = abortWith(this.#finish.signal, finish);
    using _abort = abortWith(this.#abort.signal, abort);
    try {
      await Promise.try(this.#job, { finish: finish.signal, abort: abort.signal });
      this.#everyMs = intervalOf(this.name, this.#options);
      this.#completed += 1;
      this.#completedAt = this.#clock.wallTime();
      if (this.#failures > 0) this.#emit({ type: 'worker', worker: this.name, what: 'recovered' });
      this.#failures = 0;
      return true;
    } catch (error) {
      // A wait for work that the stop itself has ended is no failure.
      if (isEndOf(this.#finish.signal, error)) return true;
      const { retryMs = 1000, maxRetryMs = 30_000 } = this.#options;
      // What worked for so long has ended the row, though it never returned.
      const isFirst = this.#clock.now() - begun > maxRetryMs;
      this.#failures = isFirst ? 1 : this.#failures + 1;
      this.#retryInMs = backoff(this.#failures, retryMs, maxRetryMs);
      this.#emit({
        type: 'worker.failed',
        worker: this.name,
        attempt: this.#failures,
        retryInMs: this.#retryInMs,
        error,
      });
      return false;
    } finally {
      this.#runSince = undefined;
    }
  }

  async #wait(state: WorkerStatus['state'], ms: number): Promise<void> {
    this.#state = state;
    // Only the signal can reject it, and the loop looks at that next.
    await this.#clock.sleep(ms, this.#finish.signal).catch(() => undefined);
  }
}

/** Whether `error` tells of the signal's abort: its reason, or an AbortError of Node's own that has it as its cause. */
function isEndOf({ aborted, reason }: AbortSignal, error: unknown): boolean {
  return aborted && (error === reason || (isError(error) && error.cause === reason));
}

/** Milliseconds from the start of one run to that of the next, as they are now. */
function intervalOf(worker: string, { everyMs }: WorkerOptions): number | undefined {
  if (typeof everyMs !== 'function') return everyMs;
  const ms = everyMs();
  if (!(ms > 0)) throw invalid(worker, `\`everyMs\` told ${ms}, and must tell a time above 0`);
  return ms;
}
