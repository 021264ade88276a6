import type { PatternNumber } from './patterns.ts';
import type { ScenarioName } from './scenario-names.ts';

/** `not-shown`: the scenario did not run, or what it needs is missing, so that nothing is claimed. */
export type Outcome = 'pass' | 'fail' | 'not-shown';

/** What a rehearsal showed of one expectation of one pattern. */
export interface Verdict {
  readonly pattern: PatternNumber;
  readonly scenario: ScenarioName;
  /** Stable name of the expectation, such as `rollout/no-request-lost`. */
  readonly expectation: string;
  readonly outcome: Outcome;
  /** What happened, in one sentence with the numbers. */
  readonly what: string;
  /**
   * Of one that is not shown: it would be a failure, had the rehearsal itself not stood still where it happened. It has to be run again.
   * Default: nothing is excused.
   */
  readonly isExcused?: true;
  /** The probable cause of a failure, as a stable name, such as `listener-closed-early`; fixtures expect it. */
  readonly fault?: string;
  /** The cause in words, with the numbers. */
  readonly cause?: string;
  /** What to do next. */
  readonly fix?: string;
  /** What the container that shows it wrote last, line by line; a few. */
  readonly output?: readonly string[] | undefined;
  /** Some of the requests that show it, by id. */
  readonly requests?: readonly number[] | undefined;
  /** The pod that shows it. */
  readonly pod?: string | undefined;
  /** When it happened, in the clock's milliseconds. */
  readonly at?: number | undefined;
}
