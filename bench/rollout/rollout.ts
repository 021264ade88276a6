import {
  createProcessEngine,
  localPrograms,
  readRehearsal,
  rehearse,
  scenarios,
  type Evidence,
  type LogLine,
  type RehearsalEvent,
  type Scenario,
  type Workload,
} from 'seaworthy/rehearse';
import type { Row } from './rows.ts';

/** Load before the update, in milliseconds, so that clients have connections. */
const SETTLE_MS = 1000;
/** How long a proxy may take to see that a pod has gone, in milliseconds: longer than any profile's longest delay. */
const PROPAGATION_MS = 15_000;
/** How often it is looked whether the load was enough, in milliseconds. */
const LOOK_MS = 250;

/**
 * Rehearses a rolling update of a program under load, which ends when the last old pod is gone.
 *
 * @throws Error when a container ends that nobody told to: then there is nothing to measure; what a rehearsal throws
 */
export async function rollout(row: Row, seed: number): Promise<Evidence> {
  await using rehearsal = await readRehearsal({ path: row.folder, replicas: row.replicas });
  const settings = { ...rehearsal.settings, load: row.load };
  const programs = await localPrograms(settings, rehearsal.folder);
  const broken = new AbortController();
  let sent = () => Infinity;
  const isEnough = () => sent() >= (row.atLeast ?? 0);
  let endedAt = Infinity;
  const evidence = await rehearse({
    workload: adapted(rehearsal.workload, row),
    settings,
    folder: rehearsal.folder,
    scenarios: scenarios
      .filter(({ name }) => name === 'rollout')
      .map((it) => unhurried(it, isEnough, (at) => (endedAt = at))),
    seed,
    profile: row.profile.propagation,
    proxy: { name: 'kube-proxy' },
    deletionLagMs: row.profile.deletionLagMs,
    engine: (onOutput) =>
      createProcessEngine({
        programOf: (container) => programs.get(container),
        onOutput,
        portVariables: rehearsal.portVariables,
      }),
    listeners: unexpectedExit((error) => broken.abort(error)),
    onTraffic: ({ log }) => (sent = () => log.size),
    signal: broken.signal,
  });
  // Without the time in which requests are waited for that nobody will answer.
  return { ...evidence, scenarios: evidence.scenarios.map((run) => Object.assign({}, run, { endedAt })) };
}

/** The scenario with load before it, and after it until no proxy routes to a pod that has gone, and that is enough. */
function unhurried(scenario: Scenario, isEnough: () => boolean, ended: (at: number) => void): Scenario {
  return {
    ...scenario,
    async run(stage) {
      await stage.clock.sleep(SETTLE_MS, stage.signal);
      await scenario.run(stage);
      await stage.until(() => isSeen(stage.events), PROPAGATION_MS);
      while (!isEnough()) await stage.clock.sleep(LOOK_MS, stage.signal);
      ended(stage.clock.now());
    },
  };
}

/** Whether every proxy has seen of every pod that has gone that it has. */
function isSeen(events: readonly RehearsalEvent[]): boolean {
  const gone = new Set(events.flatMap((event) => (event.type === 'endpoint-removed' ? [event.pod] : [])));
  const seen = new Map(
    events.flatMap((event) =>
      event.type === 'endpoint-seen' ? [[`${event.proxy} ${event.pod}`, event] as const] : [],
    ),
  );
  return [...seen.values()].every(({ pod, state }) => state === 'gone' || !gone.has(pod));
}

/** The workload with what the row says otherwise than its manifest. */
function adapted({ template, ...workload }: Workload, { env, profile }: Row): Workload {
  const added = Object.entries(env).map(([name, value]) => ({ name, value }));
  const containers = template.spec.containers.map((container) => {
    const own = container.env?.filter(({ name }) => !(name in env)) ?? [];
    const readinessProbe = {
      ...container.readinessProbe,
      periodSeconds: profile.readinessPeriodSeconds,
    };
    return Object.assign({}, container, { env: own.concat(added), readinessProbe });
  });
  return { ...workload, template: { ...template, spec: { ...template.spec, containers } } };
}

/** Tells of a main container that ends without the kubelet's doing, with the last that it wrote. */
function unexpectedExit(tell: (error: Error) => void) {
  const ending = new Set<string>();
  const last = new Map<string, string>();
  return {
    line: ({ pod, text }: LogLine) => void last.set(pod, `${last.get(pod) ?? ''}\n${text}`.slice(-4000)),
    event(event: RehearsalEvent) {
      if (event.type === 'container-killed') ending.add(event.pod);
      if (event.type !== 'container-exited' || ending.has(event.pod)) return;
      // One that prepares the pod has done so.
      if (event.exitCode === 0) return;
      tell(new Error(`${event.pod} exited with ${event.exitCode}: ${last.get(event.pod) ?? ''}`));
    },
  };
}
