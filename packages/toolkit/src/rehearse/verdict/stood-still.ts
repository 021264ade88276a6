import { seconds } from '../figures.ts';
import { scenarioLookup } from '../scenario-lookup.ts';
import type { Verdict } from '../verdict.ts';
import type { View } from './view.ts';

/** Shorter ones change nothing that a proxy's or a kubelet's own delays would not, in milliseconds. */
const BLAMED_MS = 2000;

/** What a program does, or its manifests say, whenever it is asked. */
const timeless = new Set([
  'budget-blocks-drain',
  'config-not-validated',
  'logs-not-json',
  'migration-not-gated',
  'non-root-failed',
  'read-only-root-failed',
  'service-port-unknown',
  'shell-as-pid-1',
  'signal-ignored',
]);

/**
 * The verdicts, of which those are not shown that blame the service for what a scenario showed in which the rehearsal itself stood still: it
 * told proxies too late of a pod that ends, or missed the answer to a probe. Cause and fix stay.
 */
export function withoutStandstills({ evidence }: View, verdicts: readonly Verdict[]): Verdict[] {
  const scenarioAt = scenarioLookup(evidence.scenarios);
  const longest = new Map<string | undefined, number>();
  for (const event of evidence.events) {
    if (event.type !== 'stood-still' || event.forMs < BLAMED_MS) continue;
    for (const scenario of [scenarioAt(event.at - event.forMs), scenarioAt(event.at)])
      longest.set(scenario, Math.max(event.forMs, longest.get(scenario) ?? 0));
  }
  return verdicts.map((verdict) => {
    const { fault = '', ...rest } = verdict;
    const scenario = verdict.at === undefined ? verdict.scenario : scenarioAt(verdict.at);
    const forMs = longest.get(scenario);
    if (verdict.outcome !== 'fail' || timeless.has(fault) || forMs === undefined) return verdict;
    const what = `${rest.what} In this scenario the rehearsal itself stood still for ${seconds(forMs)}, which may be why: run it again.`;
    return { ...rest, outcome: 'not-shown', what };
  });
}
