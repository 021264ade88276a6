import type { PodSpec } from '../../model/index.ts';
import { Deployment } from '../deployment/index.ts';
import { EndpointSlice, EndpointView, propagationProfiles } from '../endpoints/index.ts';
import type { ContainerConfig, RunningContainer } from '../engines/index.ts';
import type { Evidence } from '../evidence.ts';
import { ObjectStore } from '../objects/index.ts';
import { seededRandom } from '../random.ts';
import type { Scenario, Stage } from '../scenarios/index.ts';
import type { DependencyProxy } from '../stand-ins/index.ts';
import { workloadFacts, type LoadStep, type RehearsalSettings, type Workload } from '../workload/index.ts';
import { testCluster } from './cluster.ts';
import type { ContainerScript } from './scripted-engine.ts';

/** What is rehearsed in a test, under the virtual clock. */
interface StageOptions {
  readonly pod: PodSpec;
  /** What a container does, by what it was started with, and by the dependencies that are out. */
  readonly script: (container: ContainerConfig, out: ReadonlySet<string>) => ContainerScript;
  /** Whether the program has an event loop, and who answers its probes. Default: the event loop. */
  readonly eventLoop?: 'none' | 'answers probes' | 'answers no probes';
  /** What a container writes on standard output as it starts. Default: nothing. */
  readonly says?: (container: ContainerConfig) => string | undefined;
  readonly contract?: Workload['contract'];
  readonly settings?: RehearsalSettings;
  readonly objects?: Workload['objects'];
  /** Names, each with whether it is critical. */
  readonly dependencies?: Readonly<Record<string, boolean>>;
}

/** A polling `until` looks this often, in milliseconds of the virtual clock. */
const LOOK_MS = 50;

/** What is answered while all threads are stopped: nothing, for longer than any probe waits. */
const silence = { outcome: 200, afterMs: 60_000 } as const;

/** Three pods of a workload under the virtual clock, and a stage to act on them. No load runs. */
export function testStage({
  pod,
  script,
  eventLoop = 'answers probes',
  says = () => undefined,
  contract,
  settings = {},
  objects = [],
  dependencies = {},
}: StageOptions) {
  const out = new Set<string>();
  const asked: LoadStep[] = [];
  const logs: Evidence['logs'][number][] = [];
  const paused = new Set<string>();
  const processes = new Map<string, RunningContainer>();
  let starting: ContainerConfig | undefined;
  const store = new ObjectStore(objects);
  const cluster = testCluster(
    (_container, _restarts, name) => {
      const own = starting === undefined ? {} : script(starting, out);
      return { ...own, answer: (request) => (paused.has(name) ? silence : own.answer?.(request)) };
    },
    { deletionLagMs: [0, 1000], objects: store, seed: 7 },
  );
  const { clock, note, engine, kubelet, events } = cluster;
  observe();
  const workload: Workload = {
    name: 'shop',
    namespace: 'default',
    kind: 'Deployment',
    replicas: 3,
    spec: { strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } },
    template: { labels: {}, annotations: {}, spec: pod },
    services: [],
    loadPort: undefined,
    serviceLinks: [],
    objects,
    autoscaler: undefined,
    disruptionBudget: undefined,
    jobs: [],
    dependencies: Object.entries(dependencies).map(([name, critical]) => ({
      name,
      critical,
      variables: {},
      settings: { url: `tcp://${name}` },
    })),
    contract,
    unsupported: [],
  };
  const slice = new EndpointSlice(note);
  const view = new EndpointView({
    slice,
    proxy: 'proxy',
    lagMs: propagationProfiles.usual,
    clock,
    random: seededRandom(3),
    note,
  });
  const deployment = new Deployment({
    name: workload.name,
    replicas: workload.replicas,
    spec: workload.spec,
    template: workload.template,
    runner: kubelet,
    clock,
    note,
    created: (created) => slice.add(created),
  });
  const until: Stage['until'] = async (condition, withinMs) => {
    const endAt = clock.now() + withinMs;
    while (!condition() && clock.now() < endAt) await clock.sleep(LOOK_MS);
    return condition();
  };
  const stageOf = (scenario: Scenario['name']): Stage => ({
    clock,
    random: seededRandom(5),
    signal: new AbortController().signal,
    workload,
    settings,
    deployment,
    objects: store,
    dependencies: new Map(
      Object.entries(dependencies).map(([name, critical]) => [name, proxy(name, critical)]),
    ),
    events,
    spans: [],
    load: { perSecond: 100, rate: () => undefined, settled: () => Promise.resolve() },
    step: (text) => note({ type: 'step', scenario, text }),
    measured: (what, value, name) =>
      note({ type: 'measured', scenario, what, value, ...(name !== undefined && { pod: name }) }),
    process: ({ name }) => processes.get(name),
    stall({ name }, what) {
      if (what === 'event loop' && eventLoop === 'none') return Promise.resolve('it has none');
      const container = pod.containers[0]?.name ?? '';
      const silent = what === 'all threads' || eventLoop === 'answers probes';
      if (silent) paused.add(name);
      note({ type: 'paused', pod: name, container, paused: true, what });
      return Promise.resolve({
        [Symbol.asyncDispose]: () => {
          paused.delete(name);
          note({ type: 'paused', pod: name, container, paused: false, what });
          return Promise.resolve();
        },
      });
    },
    request: (step) => {
      asked.push(step);
      const chosen = view.endpoints.findLast(({ ready }) => ready)?.pod;
      return Promise.resolve({ pod: chosen, fate: 'answered', status: 200 });
    },
    evict(victim) {
      const whole = deployment.pods.filter(({ status }) => status.ready && status.deletedAt === undefined);
      const allowed = whole.length >= workload.replicas;
      note({ type: 'eviction', pod: victim.name, allowed });
      if (allowed) victim.delete();
      return allowed;
    },
    restart: (change = (spec) => spec) => deployment.apply({ ...workload.template, spec: change(pod) }),
    until,
    complete: (withinMs) => until(() => deployment.state === 'complete', withinMs),
  });

  /** Runs scenarios one after another, and gives what they showed. */
  async function rehearse(...scenarios: readonly Scenario[]): Promise<Evidence> {
    await clock.advance(20_000);
    const runs: Evidence['scenarios'][number][] = [];
    for (const scenario of scenarios) {
      const { name } = scenario;
      const stage = stageOf(name);
      const startedAt = clock.now();
      const skipped = scenario.unsuitable(stage);
      if (skipped === undefined) await advanceUntil(scenario.run(stage));
      runs.push({ name, startedAt, endedAt: clock.now(), skipped });
    }
    return {
      startedAt: '2026-11-26T09:00:00.000Z',
      beganAt: 0,
      durationMs: clock.now(),
      workload: workloadFacts(workload, settings),
      conditions: {
        seed: 7,
        profile: 'usual',
        proxy: 'kube-proxy',
        requestsPerSecond: 0,
        roundTripMs: 0,
        engine: 'scripted',
        notEmulated: [],
      },
      scenarios: runs,
      events,
      requests: { size: 0, at: () => undefined, [Symbol.iterator]: () => [][Symbol.iterator]() },
      logs,
      droppedLines: 0,
      usage: [],
      spans: [],
    };
  }

  async function advanceUntil(work: Promise<void>): Promise<void> {
    const state = { isOver: false };
    const over = () => void (state.isOver = true);
    work.then(over, over);
    while (!state.isOver) await clock.advance(LOOK_MS);
    await work;
  }

  function proxy(name: string, critical: boolean): DependencyProxy {
    const become = (state: 'up' | 'cut' | 'slow' | 'resetting' | 'refusing') => () => {
      if (state === 'up') out.delete(name);
      else out.add(name);
      note({ type: 'dependency', name, state });
    };
    return {
      name,
      critical,
      host: '127.0.0.1',
      port: 1,
      restore: become('up'),
      cut: become('cut'),
      delay: become('slow'),
      reset: become('resetting'),
      refuse: become('refusing'),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }

  /** Knows each container's process, and what was started. */
  function observe(): void {
    const createSandbox = engine.createSandbox.bind(engine);
    engine.createSandbox = async (identity) => {
      const sandbox = await createSandbox(identity);
      const start: typeof sandbox.start = async (config, restarts) => {
        starting = config;
        const text = says(config);
        const running = await sandbox.start(config, restarts);
        if ('refused' in running) return running;
        const facts = { pod: identity.name, container: config.name };
        if (text !== undefined)
          logs.push({
            at: clock.now(),
            ...facts,
            restartCount: restarts,
            stream: 'stdout',
            text,
            cut: false,
          });
        const process: RunningContainer = { ...running, limitCpu: () => true };
        processes.set(identity.name, process);
        void running.exited.then(() => {
          if (processes.get(identity.name) === process) processes.delete(identity.name);
        });
        return process;
      };
      return { ...sandbox, start };
    };
  }

  return {
    ...cluster,
    deployment,
    rehearse,
    /** Steps of single requests, in the order in which they were sent. */ asked,
  };
}
