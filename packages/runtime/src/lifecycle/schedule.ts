import type { Clock } from '../clock.ts';
import type { DrainStage } from '../events.ts';
import type { Budget } from './budget.ts';
import { deadlineIn, type Deadline, type MovableDeadline } from './deadline.ts';

/** When each stage of a stop that begins now must have ended, by the clock. */
export class Schedule {
  readonly #clock: Clock;
  readonly #ends: Record<DrainStage, number>;
  #running: { readonly stage: DrainStage; readonly deadline: MovableDeadline } | undefined;

  constructor(clock: Clock, budget: Budget) {
    this.#clock = clock;
    this.#ends = endsFromNow(clock, budget);
  }

  /** The deadline of a stage that begins now. The one before it is over. */
  begin(stage: DrainStage): Deadline & Disposable {
    const deadline = deadlineIn(this.#clock, Math.max(0, this.#ends[stage] - this.#clock.now()));
    this.#running = { stage, deadline };
    return deadline;
  }

  /** Leaves no stage more than `budget` would from now on, the running one included. */
  cut(budget: Budget): void {
    const ends = endsFromNow(this.#clock, budget);
    for (const stage of Object.keys(ends) as DrainStage[])
      this.#ends[stage] = Math.min(this.#ends[stage], ends[stage]);
    if (this.#running !== undefined) this.#running.deadline.moveTo(this.#ends[this.#running.stage]);
  }
}

function endsFromNow(clock: Clock, budget: Budget): Record<DrainStage, number> {
  const now = clock.now();
  return {
    'drain delay': now + budget['drain delay'],
    'in-flight work': now + budget['in-flight work'],
    workers: now + budget.workers,
    resources: now + budget.resources,
    flush: now + budget.flush,
  };
}
