import type { Clock } from '../../clock.ts';
import { StatefulSet, type Controller } from '../../controllers/index.ts';
import { Deployment } from '../../deployment/index.ts';
import { EndpointSlice, EndpointView, propagationProfiles } from '../../endpoints/index.ts';
import type { Note } from '../../events.ts';
import { Kubelet, type Pod, type PodRunner } from '../../kubelet/index.ts';
import type { ObjectStore } from '../../objects/index.ts';
import type { Random, Range } from '../../random.ts';
import { isRunAfterPods, type Workload } from '../../workload/index.ts';
import type { ProfileName } from './data-plane.ts';
import type { ObservedEngine } from '../observation/observed-engine.ts';
import { runJobs } from './jobs.ts';
import { serviceAddresses } from './service-addresses.ts';

/** What a cluster is made of. */
interface ClusterOptions {
  readonly workload: Workload;
  /** Whether a Service leads to the pods: without one there are no endpoints, and no proxy sees any. */
  readonly isRouted: boolean;
  readonly objects: ObjectStore;
  readonly engine: ObservedEngine;
  /** Where pods have their volumes. */
  readonly volumesFolder: string;
  readonly profile: ProfileName;
  readonly proxy: string;
  /** See KubeletOptions. */
  readonly deletionLagMs: Range | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly note: Note;
  readonly fault: (error: unknown) => void;
  /** What a pod has written last. */
  readonly lastWordsOf: (pod: string) => string;
  readonly signal: AbortSignal;
}

/** One workload under its controllers, its kubelet, its Service's endpoints, and what a proxy has seen of them. */
export interface Cluster {
  readonly controller: Controller;
  /** What each node's kube-proxy has seen, or the one ingress. */
  readonly views: readonly EndpointView[];
  /** Deletes all pods and waits until they are gone. */
  readonly stop: () => Promise<void>;
}

/** Until a change of a ConfigMap is in a pod's files: within a real kubelet's 0–90 s, but sooner than most. */
export const REFRESH_MS: Range = [0, 2000];

/** What the deletion of a pod may take besides its grace period, in milliseconds. */
const STOP_SLACK_MS = 10_000;

/** Nodes that clients are on: each has a kube-proxy of its own, which learns of an endpoint at its own time. */
const NODES = 2;

/**
 * Runs the workload's Jobs, one after another, and starts its first rollout: before those that come once the pods have been created.
 *
 * @throws ToolkitError SW_JOB_FAILED
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { workload, objects, volumesFolder, engine, profile, proxy, clock, random, note, fault } = options;
  const kubelet = new Kubelet({
    clock,
    engine,
    note,
    random: random.fork(),
    fault,
    objects,
    services: serviceAddresses(workload),
    volumesFolder,
    refreshMs: REFRESH_MS,
    ...(options.deletionLagMs && { deletionLagMs: options.deletionLagMs }),
  });
  const slice = new EndpointSlice(note, workload.services[0]?.spec?.publishNotReadyAddresses);
  const proxies = proxy === 'kube-proxy' ? NODES : 1;
  const views = Array.from(
    { length: options.isRouted ? proxies : 0 },
    (_, index) =>
      new EndpointView({
        proxy: proxy === 'kube-proxy' ? `${proxy} ${index + 1}` : proxy,
        slice,
        lagMs: propagationProfiles[profile],
        clock,
        random: random.fork(),
        note,
      }),
  );
  const jobPods: Pod[] = [];
  const { namespace, jobs } = workload;
  const run = (own: Workload['jobs']) =>
    runJobs(own, {
      namespace,
      runner: kubelet,
      clock,
      created: (pod) => void jobPods.push(pod),
      lastWordsOf: options.lastWordsOf,
      signal: options.signal,
    });
  await run(jobs.filter((job) => !isRunAfterPods(job)));
  const gone = new Set<Promise<void>>();
  const controller = startController(options, kubelet, (pod) => {
    if (options.isRouted) slice.add(pod);
    gone.add(removal(pod));
  });
  const cluster: Cluster = {
    controller,
    views,
    stop: async () => {
      controller.stop();
      for (const pod of jobPods) {
        if (!pod.status.removed) gone.add(removal(pod));
        pod.delete();
      }
      // A pod that does not go, because a hook or a mount of its own hangs, must not hold up the end: the engine ends it.
      const graceMs = (workload.template.spec.terminationGracePeriodSeconds ?? 30) * 1000;
      const all = Promise.withResolvers<void>();
      const limit = clock.after(graceMs + STOP_SLACK_MS, all.resolve);
      void Promise.all(gone).then(() => all.resolve());
      await all.promise;
      limit.clear();
      // Nobody asks any more, and the last changes would hold up the end of the command.
      for (const view of views) view.stop();
    },
  };
  try {
    await run(jobs.filter(isRunAfterPods));
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return cluster;
}

function startController(
  { workload, clock, note }: ClusterOptions,
  runner: PodRunner,
  created: (pod: Pod) => void,
): Controller {
  const { name, namespace, replicas, kind, spec, template } = workload;
  const common = { name, namespace, replicas, template, runner, clock, note, created };
  return kind === 'StatefulSet' ? new StatefulSet({ ...common, spec }) : new Deployment({ ...common, spec });
}

function removal(pod: Pod): Promise<void> {
  return new Promise((resolve) => {
    pod.watch(({ status }) => {
      if (status.removed) resolve();
    });
  });
}
