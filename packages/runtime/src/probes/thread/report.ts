import type { CheckResult } from '../checks/index.ts';
import type { Health } from './health.ts';
import type { Liveness } from './liveness.ts';
import type { ProbeDetail, ThreadData } from './messages.ts';
import type { SharedState } from './shared-state.ts';

/** What the verbose form is written from. */
export interface ReportSource {
  readonly data: Pick<ThreadData, 'service' | 'version' | 'stallThresholdMs'>;
  readonly shared: Pick<SharedState, 'state'>;
  readonly detail: ProbeDetail;
  readonly health: Health;
  readonly liveness: Liveness;
  /** Milliseconds since the Unix epoch. */
  readonly wallTime: number;
}

/** The verbose form of a probe, for people: why it says what it says. */
export function report(source: ReportSource): object {
  const { data, shared, detail, health, liveness, wallTime } = source;
  return {
    service: data.service,
    version: data.version,
    state: shared.state,
    since: new Date(detail.since).toISOString(),
    ...(detail.reason === undefined ? {} : { reason: detail.reason }),
    probes: health,
    mainLoop: {
      silentMs: Math.round(liveness.sampledAt - liveness.silentFrom),
      excusedMs: Math.round(liveness.excusedMs),
      stalledMs: Math.round(liveness.stalledMs),
      stallThresholdMs: data.stallThresholdMs,
    },
    checks: detail.checks.map((check) => describeCheck(check, wallTime)),
  };
}

function describeCheck({ since, lastRunAt, durationMs, ...check }: CheckResult, wallTime: number): object {
  return {
    ...check,
    since: new Date(since).toISOString(),
    ...(lastRunAt === undefined ? {} : { ageMs: Math.max(0, Math.round(wallTime - lastRunAt)) }),
    ...(durationMs === undefined ? {} : { durationMs: Math.round(durationMs) }),
  };
}
