import type { ScenarioName } from '../../scenario-names.ts';
import { endsAt } from '../pods/index.ts';
import { isExcused, type Loss } from './loss.ts';

/** Those in which nothing is done to a pod. */
const calm: ReadonlySet<ScenarioName | undefined> = new Set([undefined, 'start', 'logs', 'trace']);

/**
 * Losses that the program shows with nothing happening to it: errors that it answers, and what is late or lost without
 * a reason where the same step is so in calm times too.
 *
 * @param scenarioAt the scenario of a moment; undefined before the first
 */
export function ownLosses(
  losses: readonly Loss[],
  scenarioAt: (at: number) => ScenarioName | undefined,
): ReadonlySet<Loss> {
  const unexplained = losses.filter(({ cause }) => cause === 'unexplained' || cause === 'no-answer-in-time');
  const calmly = new Set(
    unexplained
      .filter(({ request }) => calm.has(scenarioAt(request.dueAt)))
      .map(({ request }) => request.action),
  );
  return new Set([
    ...losses.filter(({ cause }) => cause === 'server-errors'),
    ...unexplained.filter(({ request }) => calmly.has(request.action)),
  ]);
}

/** Whether a program lost it that ran, had been routed to for a while, and was neither harmed nor told to end. */
export function isOfRunning(loss: Loss): boolean {
  const { cause, run, request } = loss;
  if (run === undefined || isExcused(loss) || cause === 'ready-too-early' || cause === 'no-readiness')
    return false;
  return request.endedAt < endsAt(run);
}
