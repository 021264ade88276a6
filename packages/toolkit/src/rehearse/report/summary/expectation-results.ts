import type { ScenarioName } from '../../scenario-names.ts';
import type { Outcome, Verdict } from '../../verdict.ts';
import { overallOutcome } from './outcomes.ts';

/** What was shown of one expectation. */
export interface ExpectationResult {
  /** Such as `rollout/no-request-lost`. */
  readonly name: string;
  readonly scenario: ScenarioName;
  readonly outcome: Outcome;
  /** One for each cause that it was not met for; else one. */
  readonly verdicts: readonly Verdict[];
}

/** The expectations that verdicts are of, in the order in which they were judged. */
export function expectationResults(verdicts: readonly Verdict[]): ExpectationResult[] {
  const byName = Map.groupBy(verdicts, ({ expectation }) => expectation);
  return [...byName].flatMap(([name, own]) => {
    const [first] = own;
    return first === undefined
      ? []
      : [{ name, scenario: first.scenario, outcome: overallOutcome(own), verdicts: own }];
  });
}
