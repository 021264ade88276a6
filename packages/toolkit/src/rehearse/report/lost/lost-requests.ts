import type { Evidence } from '../../evidence.ts';
import { isLost, type RequestRecord } from '../../requests.ts';
import { scenarioLookup } from '../../scenario-lookup.ts';
import type { ScenarioName } from '../../scenario-names.ts';
import type { Verdict } from '../../verdict.ts';
import { chainOf, type ChainStep } from './chain.ts';
import { EventIndex } from './event-index.ts';
import { explain } from './explain.ts';

/** A lost request with what lost it. */
export interface LostRequest {
  readonly request: RequestRecord;
  /** The one that had begun last; undefined before the first. */
  readonly scenario: ScenarioName | undefined;
  /** What happened to it in one sentence. */
  readonly sentence: string;
  readonly chain: readonly ChainStep[];
}

/** Lost requests, of which a report tells a bounded number one by one. */
export interface LostRequests {
  readonly total: number;
  /** By id. */
  readonly kept: readonly LostRequest[];
}

/**
 * The lost requests that a report tells one by one: those that verdicts name, and then the same number of each scenario
 * (and of the time before the first), spread over its time, so that no pod's end is left out for another's.
 *
 * @param bound how many are kept at most
 */
export function lostRequests(evidence: Evidence, verdicts: readonly Verdict[], bound: number): LostRequests {
  const named = new Set(verdicts.flatMap(({ requests = [] }) => requests));
  const chosen: RequestRecord[] = [];
  const others = new Map<ScenarioName | undefined, RequestRecord[]>();
  const scenarioAt = scenarioLookup(evidence.scenarios);
  let total = 0;
  for (const request of evidence.requests) {
    if (!isLost(request)) continue;
    total++;
    if (named.has(request.id) && chosen.length < bound) {
      chosen.push(request);
      continue;
    }
    const scenario = scenarioAt(request.dueAt);
    const group = others.get(scenario);
    if (group === undefined) others.set(scenario, [request]);
    else group.push(request);
  }
  chosen.push(...shareOut([...others.values()], bound - chosen.length, spread));
  const index = new EventIndex(evidence.events);
  const kept = chosen
    .sort((one, other) => one.id - other.id)
    .map((request) => ({
      request,
      scenario: scenarioAt(request.dueAt),
      sentence: explain(index, request, evidence.workload.trafficPort),
      chain: chainOf(index, request),
    }));
  return { total, kept };
}

/** Chooses at most so many of some requests. */
type Choice = (requests: readonly RequestRecord[], places: number) => readonly RequestRecord[];

/** The same number of each group; what small ones leave goes to the others. */
function shareOut(
  groups: readonly (readonly RequestRecord[])[],
  places: number,
  choose: Choice,
): RequestRecord[] {
  const bySize = groups.toSorted((one, other) => one.length - other.length);
  const taken: RequestRecord[] = [];
  for (const [position, group] of bySize.entries())
    taken.push(...choose(group, Math.floor((places - taken.length) / (bySize.length - position))));
  return taken;
}

/** Requests that were due within less than this, in milliseconds, stand for each other. */
const SLICE_MS = 1000;

/** As many of each slice of time, its first ones; of which there are no more than places, so that none is left out. */
function spread(requests: readonly RequestRecord[], places: number): readonly RequestRecord[] {
  if (requests.length <= places) return requests;
  const from = requests[0]?.dueAt ?? 0;
  const length = Math.max(SLICE_MS, ((requests.at(-1)?.dueAt ?? 0) - from) / (places - 1));
  const slices = Map.groupBy(requests, ({ dueAt }) => Math.floor((dueAt - from) / length));
  return shareOut([...slices.values()], places, (slice, share) => slice.slice(0, share));
}
