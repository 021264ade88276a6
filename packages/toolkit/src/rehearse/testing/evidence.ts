import type { Happening, RehearsalEvent } from '../events.ts';
import type { ContainerFacts, Evidence, ProbeFacts, ScenarioRun, WorkloadFacts } from '../evidence.ts';
import type { RequestLog, RequestRecord } from '../requests.ts';
import type { ScenarioName } from '../scenario-names.ts';

const probe: ProbeFacts = {
  asks: 'GET /readyz on port 9090',
  initialDelaySeconds: 0,
  periodSeconds: 1,
  timeoutSeconds: 1,
  failureThreshold: 3,
};

/** A container as a sound manifest has it. */
export function containerFacts(facts: Partial<ContainerFacts> = {}): ContainerFacts {
  return {
    name: 'app',
    role: 'main',
    command: ['/app/server'],
    security: { readOnlyRootFilesystem: true, runAsNonRoot: true },
    memoryLimitBytes: 256 * 2 ** 20,
    cpuLimitMilli: undefined,
    probes: { readiness: probe, liveness: { ...probe, periodSeconds: 10 } },
    preStopSeconds: undefined,
    env: {},
    ...facts,
  };
}

/** Evidence built by hand, for tests of what is made of it. */
export class EvidenceBuilder {
  readonly events: RehearsalEvent[] = [];
  readonly requests: RequestRecord[] = [];
  readonly logs: Evidence['logs'][number][] = [];
  readonly usage: Evidence['usage'][number][] = [];
  readonly spans: Evidence['spans'][number][] = [];
  readonly scenarios: ScenarioRun[] = [];
  droppedLines = 0;
  roundTripMs = 0;
  workload: WorkloadFacts = {
    name: 'shop',
    kind: 'Deployment',
    replicas: 3,
    strategy: 'RollingUpdate',
    maxUnavailable: 0,
    trafficPort: 8080,
    servicePorts: { asked: 'http (80)', others: [] },
    servedBy: 'app',
    unrouted: undefined,
    unsent: undefined,
    gracePeriodSeconds: 30,
    containers: [containerFacts()],
    dependencies: [],
    unsupported: [],
  };

  note(at: number, ...happenings: readonly Happening[]): this {
    for (const happening of happenings) this.events.push({ ...happening, at });
    return this;
  }

  scenario(
    name: ScenarioName,
    startedAt: number,
    endedAt: number,
    skipped?: string,
    facts: Partial<ScenarioRun> = {},
  ): this {
    this.scenarios.push({ name, startedAt, endedAt, skipped, ...facts });
    return this.note(startedAt, { type: 'scenario-started', scenario: name }).note(endedAt, {
      type: 'scenario-ended',
      scenario: name,
    });
  }

  /** A pod that starts at `at` and is routed to from 400 ms later on. */
  pod(pod: string, at: number, revision = 1): this {
    return this.note(at, { type: 'pod-created', pod, revision })
      .started(pod, at)
      .note(at + 300, { type: 'pod-ready', pod, ready: true })
      .note(at + 310, { type: 'endpoint', pod, ready: true, serving: true, terminating: false })
      .note(at + 400, { type: 'endpoint-seen', pod, proxy: 'proxy', state: 'ready' });
  }

  /** Its container starts, listens 200 ms and is found ready 300 ms later. */
  started(pod: string, at: number, restartCount = 0): this {
    const container = 'app';
    return this.note(at, { type: 'container-started', pod, container, restartCount })
      .note(at + 200, { type: 'port', pod, port: 8080, listening: true })
      .note(
        at + 300,
        {
          type: 'probe',
          pod,
          container,
          probe: 'readiness',
          outcome: 'success',
          message: '/readyz answered 200',
          startedAt: at + 290,
        },
        { type: 'probe-result', pod, container, probe: 'readiness', result: 'success' },
      );
  }

  /**
   * A pod's end: deleted at `at`, SIGTERM 100 ms later; `closesMs` and `exitsMs` count from SIGTERM, and the proxy routes to
   * it for `routedMs` after that.
   */
  ended(
    pod: string,
    at: number,
    {
      closesMs = 5000,
      exitsMs = 7000,
      routedMs = 1400,
      exitCode = 0,
      graceSeconds = 30,
    }: {
      closesMs?: number;
      exitsMs?: number;
      routedMs?: number;
      exitCode?: number;
      graceSeconds?: number;
    } = {},
  ): this {
    const stopAt = at + 100;
    const container = 'app';
    this.note(
      at,
      { type: 'pod-deleted', pod, graceSeconds },
      { type: 'endpoint', pod, ready: false, serving: true, terminating: true },
    )
      .note(
        stopAt,
        { type: 'container-killed', pod, container, reason: 'pod deleted', graceSeconds },
        { type: 'signal', pod, container, signal: 'SIGTERM' },
      )
      .note(stopAt + routedMs, { type: 'endpoint-seen', pod, proxy: 'proxy', state: 'serving' });
    if (closesMs < exitsMs) this.note(stopAt + closesMs, { type: 'port', pod, port: 8080, listening: false });
    if (exitCode === 137) this.note(stopAt + exitsMs, { type: 'signal', pod, container, signal: 'SIGKILL' });
    return this.note(stopAt + exitsMs, {
      type: 'container-exited',
      pod,
      container,
      exitCode,
      reason: exitCode === 0 ? 'Completed' : 'Error',
    }).note(stopAt + exitsMs + 500, { type: 'endpoint-removed', pod }, { type: 'pod-removed', pod });
  }

  /** A request, answered within 5 ms unless told otherwise. Returns its id. */
  request(sentAt: number, pod: string | undefined, facts: Partial<RequestRecord> = {}): number {
    const id = this.requests.length;
    this.requests.push({
      id,
      kind: 'http1',
      action: 'GET /',
      dueAt: sentAt,
      sentAt,
      endedAt: sentAt + 5,
      pod,
      connection: id,
      fresh: true,
      fate: 'answered',
      status: facts.fate === undefined || facts.fate === 'answered' ? 200 : 0,
      retryAfter: false,
      retries: 0,
      ...facts,
    });
    return id;
  }

  build(): Evidence {
    const { requests } = this;
    const log: RequestLog = {
      size: requests.length,
      at: (id) => requests[id],
      [Symbol.iterator]: () => requests[Symbol.iterator](),
    };
    return {
      startedAt: '2026-11-26T09:00:00.000Z',
      beganAt: 0,
      durationMs: 100_000,
      workload: this.workload,
      conditions: {
        seed: 1,
        profile: 'usual',
        proxy: 'kube-proxy',
        requestsPerSecond: 100,
        roundTripMs: this.roundTripMs,
        engine: 'process',
        notEmulated: [],
      },
      scenarios: this.scenarios,
      events: this.events,
      requests: log,
      logs: this.logs,
      droppedLines: this.droppedLines,
      usage: this.usage,
      spans: this.spans,
    };
  }
}

/** Three pods that start well and are replaced by three new ones, under a request every 10 ms. */
export function rehearsedRollout(ends: Parameters<EvidenceBuilder['ended']>[2] = {}): EvidenceBuilder {
  const evidence = new EvidenceBuilder();
  evidence.scenario('start', 0, 1000).note(0, { type: 'rollout-started', revision: 1 });
  const pods = ['a', 'b', 'c'];
  for (const name of pods) evidence.pod(`old-${name}`, 0);
  evidence.note(600, { type: 'rollout-complete', revision: 1 });
  for (let at = 1000; at < 10_000; at += 10) evidence.request(at, `old-${pods[(at / 10) % 3]}`);
  evidence.scenario('rollout', 10_000, 60_000).note(10_000, { type: 'rollout-started', revision: 2 });
  for (const [index, name] of pods.entries()) {
    const at = 10_000 + index * 2000;
    evidence.pod(`new-${name}`, at, 2).ended(`old-${name}`, at + 1000, ends);
  }
  evidence.note(16_000, { type: 'rollout-complete', revision: 2 });
  for (let at = 16_000; at < 30_000; at += 10) evidence.request(at, `new-${pods[(at / 10) % 3]}`);
  return evidence;
}
