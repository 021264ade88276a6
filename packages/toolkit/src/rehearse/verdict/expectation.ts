import type { PatternNumber } from '../patterns.ts';
import type { ScenarioName } from '../scenario-names.ts';
import type { Verdict } from '../verdict.ts';
import type { Act } from './view.ts';

/** What a scenario must show for a pattern to hold. */
export interface Expectation {
  readonly name: `${ScenarioName}/${string}`;
  readonly pattern: PatternNumber;
  /** It is about the whole rehearsal, and judged whatever scenarios were run. Default: about its scenario alone. */
  readonly isOfAll?: true;
  /** One finding, or several failures when there are several faults. Called only for a scenario that was run. */
  readonly judge: (act: Act) => Finding | readonly Finding[];
}

/** What came of an expectation. */
export type Finding = Omit<Verdict, 'pattern' | 'scenario' | 'expectation'>;

/** A failure, with its fault, cause and fix. */
export type Failure = Finding & Required<Pick<Verdict, 'fault' | 'cause' | 'fix'>>;

/** It holds, and this is what shows it. */
export function pass(what: string): Finding {
  return { outcome: 'pass', what };
}

/** Nothing is claimed, for this reason. @param fix what would have it shown. Default: nothing is said of that */
export function notShown(what: string, fix?: string): Finding {
  return { outcome: 'not-shown', what, ...(fix !== undefined && { fix }) };
}

/** A report needs some of the requests that show a failure, not all. */
const SHOWN = 20;

/** It does not hold. Of `requests` the first ones are kept. */
export function fail(failure: Omit<Failure, 'outcome'>): Failure {
  return { outcome: 'fail', ...failure, requests: failure.requests?.slice(0, SHOWN) };
}
