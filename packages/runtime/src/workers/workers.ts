import type { Clock } from '../clock.ts';
import type { RuntimeEvent } from '../events.ts';
import type { Deadline } from '../lifecycle/index.ts';
import { checkRanges, type Range } from '../ranges.ts';
import { invalid } from './invalid.ts';
import { Worker, type Job, type WorkerOptions, type WorkerStatus } from './worker.ts';

const time: Range = { above: 0 };
const ranges = { everyMs: time, retryMs: time, maxRetryMs: time, stuckAfterMs: time };

/** The workers of a service. */
export class Workers {
  readonly #workers = new Map<string, Worker>();
  readonly #clock: Clock;
  readonly #emit: (event: RuntimeEvent) => void;
  readonly #runsShared: boolean;
  #finishing = false;

  /** @param runsShared false where another process runs those that are to run in one only. Default true. */
  constructor(clock: Clock, emit: (event: RuntimeEvent) => void, runsShared = true) {
    this.#clock = clock;
    this.#emit = emit;
    this.#runsShared = runsShared;
  }

  /**
   * Starts a worker. Once {@link finish} was called it runs nothing, as one that is told so before its first run.
   *
   * @throws SeaworthyError SW_DEFINITION where the name is taken or a time is not above zero
   */
  add(name: string, options: WorkerOptions, job: Job): Worker {
    if (this.#workers.has(name)) throw invalid(name, 'there are two workers of that name');
    const { everyMs, retryMs, maxRetryMs, stuckAfterMs } = options;
    const times = {
      retryMs,
      maxRetryMs,
      stuckAfterMs,
      everyMs: typeof everyMs === 'number' ? everyMs : undefined,
    };
    checkRanges(times, ranges, `worker ${name}`, 'Correct it where the worker is added.');
    const runsHere = options.everyProcess === true || this.#runsShared;
    const worker = new Worker(name, options, job, this.#clock, this.#emit, runsHere);
    if (this.#finishing) worker.finish();
    this.#workers.set(name, worker);
    return worker;
  }

  /** What each is doing, in the order in which they were added. */
  get statuses(): readonly WorkerStatus[] {
    return [...this.#workers.values()].map(({ status }) => status);
  }

  /** First stage of stopping, for all. */
  finish(): void {
    this.#finishing = true;
    for (const worker of this.#workers.values()) worker.finish();
  }

  /** Stops all, side by side. Returns what had to be aborted, such as `worker fulfil, 3.2 s`. */
  async stop(deadline: Deadline): Promise<readonly string[]> {
    this.finish();
    const outcomes = await Promise.all(
      [...this.#workers.values()].map(async (worker) => {
        const begun = this.#clock.now() - worker.status.runningMs;
        if (await worker.stop(deadline)) return undefined;
        return `worker ${worker.name}, ${((this.#clock.now() - begun) / 1000).toFixed(1)} s`;
      }),
    );
    return outcomes.filter((outcome) => outcome !== undefined);
  }
}
