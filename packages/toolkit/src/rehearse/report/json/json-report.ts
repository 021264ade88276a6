import type { ContainerFacts, Evidence, WorkloadFacts } from '../../evidence.ts';
import type { Verdict } from '../../verdict.ts';
import { lostRequests, type LostRequest } from '../lost/index.ts';
import { overallOutcome, summarize, type PatternResult, type Summary } from '../summary/index.ts';
import type {
  ContainerReport,
  JsonReport,
  LostReport,
  PatternReport,
  ScenarioReport,
  VerdictReport,
  WorkloadReport,
} from './schema.ts';

/** How many lost requests are told one by one. */
const LOST_BOUND = 200;

/** The rehearsal as one JSON object, {@link JsonReport}, indented and with a line end. */
export function jsonReport(evidence: Evidence, verdicts: readonly Verdict[]): string {
  return `${JSON.stringify(reportOf(evidence, verdicts), undefined, 2)}\n`;
}

function reportOf(evidence: Evidence, verdicts: readonly Verdict[]): JsonReport {
  const { patterns, requests, scenarios } = summarize(evidence, verdicts);
  const lost = lostRequests(evidence, verdicts, LOST_BOUND);
  const ms = (at: number) => Math.round((at - evidence.beganAt) * 1000) / 1000;
  return {
    version: 1,
    startedAt: evidence.startedAt,
    durationMs: evidence.durationMs,
    outcome: overallOutcome(verdicts),
    conditions: evidence.conditions,
    workload: workloadReport(evidence.workload),
    patterns: patterns.map(patternReport),
    scenarios: scenarios.map((run) => scenarioReport(run, ms)),
    verdicts: verdicts.map((verdict) => verdictReport(verdict, ms)),
    requests,
    lost: { total: lost.total, kept: lost.kept.map((request) => lostReport(request, ms)) },
    counts: {
      events: evidence.events.length,
      logLines: evidence.logs.length,
      usageSamples: evidence.usage.length,
      spans: evidence.spans.length,
    },
  };
}

/** What is passed over is told one by one: a program may look for one of them. */
function workloadReport({ containers, unsupported, ...facts }: WorkloadFacts): WorkloadReport {
  return {
    ...facts,
    containers: containers.map(containerReport),
    unsupported: unsupported.flat(),
  };
}

/** Values of variables may be secrets: a report tells only their names. */
function containerReport({ env, ...facts }: ContainerFacts): ContainerReport {
  return { ...facts, env: Object.keys(env).sort() };
}

function patternReport({ number, name, outcome, counts }: PatternResult): PatternReport {
  const { pass, fail, 'not-shown': notShown } = counts;
  return { number, name, outcome, passed: pass, failed: fail, notShown };
}

function scenarioReport(run: Summary['scenarios'][number], ms: (at: number) => number): ScenarioReport {
  const { name, startedAt, endedAt, skipped, requests } = run;
  return {
    name,
    startMs: ms(startedAt),
    endMs: ms(endedAt),
    ...(skipped === undefined ? {} : { skipped }),
    ...(requests === undefined ? {} : { requests }),
  };
}

function verdictReport({ at, ...verdict }: Verdict, ms: (at: number) => number): VerdictReport {
  return { ...verdict, ...(at === undefined ? {} : { atMs: ms(at) }) };
}

function lostReport(
  { request, scenario, sentence, chain }: LostRequest,
  ms: (at: number) => number,
): LostReport {
  const { dueAt, sentAt, endedAt, pod, ...rest } = request;
  return {
    ...rest,
    ...(pod === undefined ? {} : { pod }),
    ...(scenario === undefined ? {} : { scenario }),
    dueMs: ms(dueAt),
    sentMs: ms(sentAt),
    endMs: ms(endedAt),
    sentence,
    chain: chain.map(({ at, subject, text }) => ({ atMs: ms(at), subject, text })),
  };
}
