import { setTimeout } from 'node:timers/promises';
import { loopbackAddress, type Random } from '../form/index.ts';
import { systemClock as clock } from './clock.ts';
import { Deployment, type Strategy } from './deployment.ts';
import { EndpointSlice, KubeProxy, type Lag } from './endpoints.ts';
import { applyLoad, Tally, type ClientKind, type LoadShape } from './load/index.ts';
import { Pod } from './pod.ts';
import type { Program } from './program.ts';

/** One rolling update under load. */
export interface RolloutOptions {
  readonly program: Program;
  readonly loads: Partial<Record<ClientKind, LoadShape>>;
  readonly lag: Lag;
  readonly random: Random;
  /** Milliseconds of load before the update and after its end. Default 1000. */
  readonly settleMs?: number;
}

/** What one rolling update did. */
export interface RolloutResult {
  readonly tallies: Partial<Record<ClientKind, Tally>>;
  /** The pods that the update replaced. */
  readonly replaced: readonly Pod[];
}

const strategy: Strategy = { replicas: 3, maxSurge: 1, maxUnavailable: 0 };
const NODES = 5;
/** Until the first revision is up, and until an update has ended, old pods included. */
const PROGRESS_DEADLINE_MS = 120_000;

/**
 * Starts the replicas, applies the loads, replaces every pod, and ends when the last old pod is gone.
 *
 * @throws when a pod dies that nobody deleted, or the update does not end: then there is nothing to measure
 */
export async function rollout(options: RolloutOptions): Promise<RolloutResult> {
  const { program, loads, lag, random, settleMs = 1000 } = options;
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  const slice = new EndpointSlice();
  const nodes = Array.from({ length: NODES }, () => new KubeProxy(slice, clock, random.fork(), lag));
  const pods = new Map<string, Pod>();
  const deployment = new Deployment(strategy, (revision, changed) => {
    const pod = new Pod({
      ...loopbackAddress(),
      name: `pod-${pods.size + 1}`,
      revision,
      program,
      clock,
      random: random.fork(),
      changed: (pod) => {
        if (pod.exited && pod.signalledAt === undefined)
          failed.reject(new Error(`${pod.options.name} exited with ${pod.exitCode}: ${pod.output}`));
        publish(slice, pod);
        changed();
      },
    });
    pods.set(pod.options.name, pod);
    return pod;
  });
  const rollOut = () =>
    Promise.race([deployment.rollOut(), failed.promise, deadline(deployment, PROGRESS_DEADLINE_MS)]);
  try {
    await rollOut();
    while (nodes.some((node) => node.readyCount < strategy.replicas)) await clock.sleep(50);
    const replaced = [...deployment.members];

    const stop = new AbortController();
    const start = clock.now();
    const describe = ({ pod: name }: { pod: string }) => {
      const pod = pods.get(name);
      const sinceSignal = pod?.signalledAt === undefined ? undefined : clock.now() - pod.signalledAt;
      return { phase: pod?.phase ?? 'none', sinceSignal };
    };
    const tallies: Partial<Record<ClientKind, Tally>> = {};
    const loading = Object.entries(loads).map(([kind, shape]) => {
      const tally = new Tally(() => clock.now() - start, describe);
      tallies[kind as ClientKind] = tally;
      return applyLoad(kind as ClientKind, shape, nodes, tally, {
        clock,
        random: random.fork(),
        signal: stop.signal,
      });
    });
    try {
      await clock.sleep(settleMs);
      await rollOut();
      await clock.sleep(settleMs);
    } finally {
      stop.abort();
      await Promise.all(loading);
    }
    return { tallies, replaced };
  } finally {
    deployment.stop();
    await Promise.all(deployment.members.map((pod) => pod.kill()));
  }
}

async function deadline(deployment: Deployment<Pod>, ms: number): Promise<never> {
  await setTimeout(ms, undefined, { ref: false });
  const states = deployment.members.map(
    ({ options, phase, output }) => `${options.name} ${phase}: ${output}`,
  );
  throw new Error(`The deployment is not complete after ${ms / 1000} s.\n${states.join('\n')}`);
}

function publish(slice: EndpointSlice, pod: Pod): void {
  const { name, host, port } = pod.options;
  const serving = pod.ready;
  slice.set(name, pod.exited ? undefined : { pod: name, host, port, serving, terminating: pod.terminating });
}
