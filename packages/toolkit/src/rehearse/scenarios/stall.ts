import type { Pod } from '../kubelet/index.ts';
import { livenessAllowsMs } from './probes.ts';
import type { Scenario, Stage } from './scenario.ts';
import { readyPods } from './pods.ts';
import { settled } from './settled.ts';

/**
 * What a healthy program must be allowed, in milliseconds: a full collection of a large heap, a node that swaps or a CPU
 * quota used up by a burst take a second or two.
 */
const SHORT_MS = 2000;

/** Waiting longer than this, in milliseconds, for a liveness probe to act would take most of a rehearsal. */
const LONGEST_MS = 60_000;

/** Without a liveness probe: how long a pod is paused to show that nobody acts, in milliseconds. */
const UNPROBED_MS = 5000;

/** All threads of a pod stand still: for a moment, and for longer than liveness allows. */
export const stall: Scenario = {
  name: 'stall',
  title: 'all threads of a pod stand still, shortly and for long',
  patterns: [4],
  unsuitable: () => undefined,
  async run(stage) {
    const [pod] = readyPods(stage);
    if (pod === undefined) return;
    stage.step(`Pausing ${pod.name} for ${SHORT_MS / 1000} s.`);
    await pause(stage, pod, () => stage.clock.sleep(SHORT_MS, stage.signal));
    stage.measured('stall-short', SHORT_MS, pod.name);
    await settled(stage);
    await pauseLong(stage);
    await settled(stage);
  },
};

/** Pauses a pod until the kubelet sets out to end its container, which then goes on so as to end in good order. */
async function pauseLong(stage: Stage): Promise<void> {
  const [pod] = readyPods(stage);
  const allowedMs = livenessAllowsMs(stage) ?? UNPROBED_MS;
  if (pod === undefined || allowedMs > LONGEST_MS) return;
  const from = stage.clock.now();
  const isKilled = () =>
    stage.events.some(
      (event) => event.type === 'container-killed' && event.pod === pod.name && event.at >= from,
    );
  const periodMs = allowedMs / 3;
  stage.step(`Pausing ${pod.name} for longer than its liveness probe allows.`);
  await pause(stage, pod, () => stage.until(isKilled, allowedMs + periodMs));
  stage.measured('stall-long', stage.clock.now() - from, pod.name);
}

async function pause(stage: Stage, pod: Pod, work: () => Promise<unknown>): Promise<void> {
  const process = stage.process(pod);
  process?.pause(true);
  try {
    await work();
  } finally {
    process?.pause(false);
  }
}
