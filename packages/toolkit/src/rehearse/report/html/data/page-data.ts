import { foldAlike } from '../../../../model/index.ts';
import { amount, count, lostShare } from '../../../figures.ts';
import type { Evidence } from '../../../evidence.ts';
import { statusWords } from '../../../statuses.ts';
import type { Verdict } from '../../../verdict.ts';
import { lostRequests, type LostRequest } from '../../lost/index.ts';
import {
  headline,
  LATE_LOAD,
  lagWords,
  latencyWords,
  lossWords,
  notShownReasons,
  overallOutcome,
  summarize,
  type Summary,
} from '../../summary/index.ts';
import { formatDuration } from '../../words/index.ts';
import { eventList } from './event-list.ts';
import { podLanes } from './pod-lanes.ts';
import { requestBuckets } from './request-buckets.ts';
import { sinceStart, type SinceStart } from './since-start.ts';
import type { LostEntry, PageData, ScenarioBand } from './types.ts';
import { containerUsage } from './usage.ts';

/** How many lost requests the page tells one by one. */
const LOST_BOUND = 1000;

/** What the page is given, aggregated so that its size does not follow the number of requests. */
export function pageData(evidence: Evidence, verdicts: readonly Verdict[]): PageData {
  const summary = summarize(evidence, verdicts);
  const since = sinceStart(evidence.beganAt);
  const lost = lostRequests(evidence, verdicts, LOST_BOUND);
  return {
    workload: evidence.workload.name,
    headline: headline(summary.patterns),
    outcome: overallOutcome(verdicts),
    startedAt: evidence.startedAt,
    durationMs: evidence.durationMs,
    facts: facts(evidence, summary),
    notEmulated: evidence.conditions.notEmulated,
    unsupported: foldAlike(evidence.workload.unsupported),
    notShown: notShownReasons(verdicts),
    patterns: summary.patterns.map(({ verdicts: own, ...pattern }) => ({
      ...pattern,
      verdicts: own.map((verdict) => timedVerdict(verdict, since)),
    })),
    scenarios: summary.scenarios.map((run) => scenarioBand(run, since)),
    pods: podLanes(evidence, since),
    requests: requestBuckets(evidence, since),
    usage: containerUsage(evidence, since),
    lost: { total: lost.total, kept: lost.kept.map((entry) => lostEntry(entry, since)) },
    events: eventList(evidence.events, since),
  };
}

function facts({ workload, conditions, durationMs }: Evidence, summary: Summary): [string, string][] {
  const { requests } = summary;
  const outcome = overallOutcome(summary.patterns);
  const lost = `${amount(requests.lost)} (${lostShare(requests.lost, requests.sent)}): ${lossWords(summary)}${outcome === 'fail' ? '' : '; none is held against the service'}`;
  return [
    ['workload', `${workload.kind}, ${count(workload.replicas, 'replica')}`],
    ['duration', formatDuration(durationMs)],
    ['requests', `${amount(requests.sent)} at ${amount(conditions.requestsPerSecond)}/s`],
    ...(conditions.roundTripMs > 0
      ? ([['round trip', `${conditions.roundTripMs} ms`]] satisfies [string, string][])
      : []),
    ...(workload.servicePorts !== undefined && workload.servicePorts.others.length > 0
      ? ([['port', workload.servicePorts.asked]] satisfies [string, string][])
      : []),
    ['lost', requests.lost === 0 ? 'none' : lost],
    ['answers', statusWords(requests.statuses) || '–'],
    ['latency', latencyWords(requests) ?? '–'],
    ['load late by', lagWords(requests.lag) ?? '–'],
    ...(requests.lateLoad ? ([['to be noted', LATE_LOAD]] satisfies [string, string][]) : []),
    ['proxy', `${conditions.proxy}, propagation ${conditions.profile}`],
    ['engine', conditions.engine],
    ['seed', String(conditions.seed)],
  ];
}

function scenarioBand(run: Summary['scenarios'][number], since: SinceStart): ScenarioBand {
  const { name, startedAt, endedAt, skipped, requests } = run;
  return {
    name,
    from: since(startedAt),
    until: since(endedAt),
    ...(skipped === undefined ? {} : { skipped }),
    sent: requests?.sent ?? 0,
    lost: requests?.lost ?? 0,
  };
}

function timedVerdict({ at, ...verdict }: Verdict, since: SinceStart): Verdict {
  return at === undefined ? verdict : { ...verdict, at: since(at) };
}

function lostEntry({ request, scenario, sentence, chain }: LostRequest, since: SinceStart): LostEntry {
  const { id, action, fate, status, pod, dueAt, endedAt } = request;
  return {
    id,
    at: since(dueAt),
    lostAt: since(endedAt),
    action,
    fate,
    status,
    pod: pod ?? null,
    scenario: scenario ?? null,
    sentence,
    chain: chain.map((step) => ({ ...step, at: since(step.at) })),
  };
}
