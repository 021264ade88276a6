import type { Evidence } from '../evidence.ts';
import type { ScenarioName } from '../scenario-names.ts';
import type { Verdict } from '../verdict.ts';
import { notShown, type Expectation } from './expectation.ts';
import { expectations } from './expectations/index.ts';
import { withoutStandstills } from './stood-still.ts';
import { actOf, viewOf, type View } from './view.ts';
import { wholeAgain } from './whole-again.ts';

/**
 * What a rehearsal showed of each expectation of each pattern. An expectation that is missed in several ways yields one
 * verdict for each fault, every other one exactly one verdict. That a scenario left the workload broken is told besides, where none of
 * them does. Pure: the same evidence gives the same verdicts.
 */
export function judge(evidence: Evidence): Verdict[] {
  const view = viewOf(evidence);
  const verdicts = expectations.flatMap((expectation) => judgeOne(expectation, view));
  return withoutStandstills(view, verdicts.concat(wholeAgain(view, verdicts)));
}

function judgeOne({ name, pattern, isOfAll, judge }: Expectation, view: View): readonly Verdict[] {
  const [scenario] = name.split('/') as [ScenarioName];
  const facts = { pattern, scenario, expectation: name };
  const { beganAt, durationMs, scenarios } = view.evidence;
  const all = { name: scenario, startedAt: beganAt, endedAt: beganAt + durationMs, skipped: undefined };
  const run = isOfAll ? all : scenarios.find((found) => found.name === scenario);
  // Nobody asked for it.
  if (run === undefined) return [];
  if (run.skipped !== undefined) return [{ ...facts, ...notShown(asSentence(run.skipped)) }];
  return [judge(actOf(view, run))].flat().map((finding) => Object.assign({}, finding, facts));
}

/** Events tell a reason after a colon, verdicts by itself. */
function asSentence(reason: string): string {
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
}
