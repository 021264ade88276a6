import { seconds } from '../figures.ts';
import { scenarioLookup } from '../scenario-lookup.ts';
import type { Verdict } from '../verdict.ts';
import type { View } from './view.ts';
import { waitedFor } from './waited-for.ts';

/** Shorter ones change nothing that a proxy's or a kubelet's own delays would not, in milliseconds. */
const BLAMED_MS = 2000;

/** The same of what a minute and a half of waiting did not bring about, or more: after a shorter one most of that was left. */
const WAIT_BLAMED_MS = 30_000;

/** What a program does, or its manifests say, whenever it is asked. */
const timeless = new Set([
  'budget-blocks-drain',
  'config-not-validated',
  'leak',
  'load-unanswered',
  'logs-not-json',
  'migration-not-gated',
  'non-root-failed',
  'read-only-root-failed',
  'recreate-downtime',
  'service-port-unknown',
  'shell-as-pid-1',
  'signal-ignored',
  'spans-missing',
  'throttled',
]);

/**
 * The verdicts, of which those are not shown that blame the service for what a scenario showed in which the rehearsal itself stood still: it
 * told proxies too late of a pod that ends, or missed the answer to a probe. Cause and fix stay.
 */
export function withoutStandstills({ evidence }: View, verdicts: readonly Verdict[]): Verdict[] {
  const { events, scenarios } = evidence;
  const scenarioAt = scenarioLookup(scenarios);
  const endedAt = Math.max(...scenarios.map((run) => run.endedAt));
  // What the last one showed no longer comes of what delays the taking down of everything.
  const partAt = (at: number) => (at > endedAt ? 'end' : scenarioAt(at));
  const longest = new Map<string | undefined, number>();
  for (const event of events)
    if (event.type === 'stood-still')
      for (const part of [partAt(event.at - event.forMs), partAt(event.at)])
        longest.set(part, Math.max(event.forMs, longest.get(part) ?? 0));
  return verdicts.map((verdict) => {
    const { fault = '', ...rest } = verdict;
    const forMs = longest.get(verdict.at === undefined ? verdict.scenario : partAt(verdict.at)) ?? 0;
    const blamedMs = waitedFor.has(fault) ? WAIT_BLAMED_MS : BLAMED_MS;
    if (verdict.outcome !== 'fail' || timeless.has(fault) || forMs < blamedMs) return verdict;
    const what = `${rest.what} In this scenario the rehearsal itself stood still for ${seconds(forMs)}, which may be why: run it again.`;
    return { ...rest, outcome: 'not-shown', isExcused: true, what };
  });
}
