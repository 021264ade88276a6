import type { ScenarioRun } from '../evidence.ts';
import type { ScenarioName } from '../scenario-names.ts';
import { seen, start, type Scenario, type Stage } from '../scenarios/index.ts';
import type { Recorder } from './observation/recorder.ts';

/** How long the workload may take to be whole again after a scenario. */
const RECOVERY_MS = 120_000;

/**
 * Runs scenarios one after another. Each begins with the workload complete; where one leaves it broken, those after it
 * are skipped, since nothing that they show could be told apart from that. Where it never was complete, `start` is run before them, whether
 * or not it was asked for: what keeps it from becoming ready is told there.
 *
 * @param hasBegun whether the workload was complete once; where it was not, that was waited for, and `start` does nothing to it
 */
export async function runScenarios(
  scenarios: readonly Scenario[],
  stageOf: (name: ScenarioName) => Stage,
  recorder: Recorder,
  now: () => number,
  hasBegun = true,
): Promise<ScenarioRun[]> {
  const runs: ScenarioRun[] = [];
  const isBegun = hasBegun || scenarios.some(({ name }) => name === 'start');
  for (const scenario of isBegun ? scenarios : [start, ...scenarios]) {
    const { name } = scenario;
    const stage = stageOf(name);
    const startedAt = now();
    recorder.note({ type: 'scenario-started', scenario: name });
    const skipped = runs.find((run) => run.broken !== undefined)?.broken ?? scenario.unsuitable(stage);
    let broken: string | undefined;
    if (skipped === undefined) {
      await scenario.run(stage);
      if (name === 'start' && !hasBegun) broken = 'the workload was never complete and ready';
      else if (!(await stage.complete(RECOVERY_MS)))
        broken = `the workload was not complete and ready again ${RECOVERY_MS / 1000} s after ${name}`;
      // Else what the next one does would be held against this one, or what this one did against the next.
      else await seen(stage);
      await stage.load.settled();
    }
    recorder.note({ type: 'scenario-ended', scenario: name, ...(skipped !== undefined && { skipped }) });
    runs.push({ name, startedAt, endedAt: now(), skipped, ...(broken !== undefined && { broken }) });
  }
  return runs;
}
