import type { RehearsalEvent } from '../../events.ts';
import type { Evidence, ScenarioRun } from '../../evidence.ts';
import { seededRandom } from '../../random.ts';
import type { ScenarioName } from '../../scenario-names.ts';
import type { Verdict } from '../../verdict.ts';
import { samplePod, type Life } from './sample-pod.ts';
import { sampleRequests } from './sample-requests.ts';
import { sampleVerdicts } from './sample-verdicts.ts';

const ORIGIN = 5000;
const END = ORIGIN + 132_000;
const OUTAGE = [ORIGIN + 60_000, ORIGIN + 72_000] as const;

/** When each scenario of the sample begins, in seconds since the beginning. */
const acts: readonly (readonly [ScenarioName, number, number, string])[] = [
  ['start', 0, 9, 'waits until 3 pods are ready'],
  ['rollout', 10, 34, 'rolls out revision 2'],
  ['kill', 36, 56, 'kills the main process of a pod'],
  ['dependency-outage', 57, 80, 'cuts the connections to postgres'],
  ['oom', 82, 106, 'fills the memory of a pod'],
  ['drain-node', 107, 130, 'evicts the pods of a node'],
];

/**
 * A made-up rehearsal of three replicas that repeats under its seed: a rollout in which requests are lost, a killed
 * process, an outage of a dependency, a container out of memory, and an eviction.
 *
 * @param options.requests how many are sent. Default: 12000
 */
export function sampleRehearsal({ seed = 42, requests = 12_000 } = {}): {
  readonly evidence: Evidence;
  readonly verdicts: readonly Verdict[];
} {
  const random = seededRandom(seed);
  const pods = lives().map((life) => samplePod(life, END, random.fork()));
  const log = sampleRequests(
    pods,
    { count: requests, from: ORIGIN + 5000, until: END - 2000, outage: OUTAGE },
    random,
  );
  const events = [...pods.flatMap(({ facts }) => facts), ...stage()].filter(({ at }) => at <= END);
  const evidence: Evidence = {
    startedAt: '2026-11-26T08:00:00.000Z',
    beganAt: ORIGIN,
    durationMs: END - ORIGIN,
    workload: {
      name: 'shop',
      kind: 'Deployment',
      replicas: 3,
      strategy: 'RollingUpdate',
      maxUnavailable: 0,
      trafficPort: 8080,
      servicePorts: { asked: 'http (80)', others: [] },
      servedBy: 'shop',
      unrouted: undefined,
      unsent: undefined,
      gracePeriodSeconds: 30,
      containers: [
        {
          name: 'shop',
          role: 'main',
          command: ['node', 'main.js'],
          security: { readOnlyRootFilesystem: true, runAsNonRoot: true },
          memoryLimitBytes: 256 * 1024 * 1024,
          cpuLimitMilli: 500,
          probes: {
            readiness: {
              asks: 'GET /readyz on port 9090',
              initialDelaySeconds: 0,
              periodSeconds: 5,
              timeoutSeconds: 1,
              failureThreshold: 3,
            },
          },
          preStopSeconds: undefined,
          env: { PORT: '8080', SESSION_KEY: 'a secret that no report may show' },
        },
      ],
      dependencies: [
        { name: 'postgres', critical: true },
        { name: 'redis', critical: false },
      ],
      unsupported: [
        [41, 57].map(
          (line) =>
            `deploy/base/deployment.yaml:${line}:7: spec.template.spec.topologySpreadConstraints: there is one node`,
        ),
      ],
    },
    conditions: {
      seed,
      profile: 'usual',
      proxy: 'kube-proxy',
      requestsPerSecond: Math.round(requests / ((END - ORIGIN) / 1000)),
      roundTripMs: 0,
      engine: 'process',
      notEmulated: ['The root file system is not read-only: no mount namespaces without root.'],
    },
    scenarios: runs(),
    events: events.sort((one, other) => one.at - other.at),
    requests: log,
    logs: pods.flatMap(({ logs }) => logs),
    droppedLines: 0,
    usage: pods.flatMap(({ usage }) => usage).sort((one, other) => one.at - other.at),
    spans: [],
  };
  return { evidence, verdicts: sampleVerdicts(log, ORIGIN + 12_000) };
}

function lives(): Life[] {
  const at = (seconds: number) => ORIGIN + seconds * 1000;
  const pod = (id: string, revision: number, born: number, rest: Partial<Life> = {}): Life => ({
    name: `shop-${revision === 1 ? '5d8f' : '6c4d'}-${id}`,
    revision,
    createdAt: at(born),
    ...rest,
  });
  const accepts = { acceptsMs: 2500, exitMs: 4200 };
  return [
    pod('x7k2q', 1, 0.2, { deletedAt: at(15) }),
    pod('m4v9t', 1, 0.21, { deletedAt: at(20) }),
    pod('c8h3w', 1, 0.22, { deletedAt: at(25), exitMs: 3600 }),
    pod('k2p9x', 2, 12, { crash: { at: at(92), exitCode: 137, reason: 'OOMKilled' } }),
    pod('z6r1n', 2, 16.5, {
      crash: { at: at(40), exitCode: 137, reason: 'Error' },
      unready: { from: at(66), until: at(75) },
    }),
    pod('b5j8d', 2, 21.4, { deletedAt: at(112), ...accepts }),
    pod('q3f7s', 2, 112.1, { startMs: 1800 }),
  ];
}

function runs(): ScenarioRun[] {
  const done = acts.map(([name, from, until]) => ({
    name,
    startedAt: ORIGIN + from * 1000,
    endedAt: ORIGIN + until * 1000,
    skipped: undefined,
  }));
  const at = ORIGIN + 130_000;
  return [...done, { name: 'trace', startedAt: at, endedAt: at, skipped: 'no tracing in the contract' }];
}

/** What the rehearsal itself did, and the Deployment. */
function stage(): RehearsalEvent[] {
  const own = acts.flatMap(([scenario, from, until, text]): RehearsalEvent[] => [
    { type: 'scenario-started', scenario, at: ORIGIN + from * 1000 },
    { type: 'step', scenario, text, at: ORIGIN + from * 1000 + 500 },
    { type: 'scenario-ended', scenario, at: ORIGIN + until * 1000 },
  ]);
  return [
    ...own,
    { type: 'rollout-started', revision: 2, at: ORIGIN + 11_900 },
    { type: 'replica-set-scaled', revision: 2, from: 0, to: 1, at: ORIGIN + 11_950 },
    { type: 'rollout-complete', revision: 2, at: ORIGIN + 27_000 },
    { type: 'dependency', name: 'postgres', state: 'cut', at: OUTAGE[0] },
    { type: 'dependency', name: 'postgres', state: 'up', at: OUTAGE[1] },
    {
      type: 'measured',
      scenario: 'kill',
      what: 'struck',
      value: 'SIGKILL',
      pod: 'shop-6c4d-z6r1n',
      at: ORIGIN + 39_999,
    },
    { type: 'eviction', pod: 'shop-6c4d-b5j8d', allowed: true, at: ORIGIN + 111_990 },
    {
      type: 'scenario-ended',
      scenario: 'trace',
      skipped: 'no tracing in the contract',
      at: ORIGIN + 130_000,
    },
  ];
}
