import { drain } from '../controllers/index.ts';
import { livingPods, readyPods } from './stage/pods.ts';
import type { Scenario } from './scenario.ts';
import { settled } from './stage/settled.ts';

/**
 * kubectl tries a refused eviction again after 5 s; a rehearsal need not wait as long to see the same, in milliseconds.
 */
const RETRY_MS = 1000;

/** A drain that a budget holds up for longer than this, in milliseconds, would not end in a cluster either. */
const DRAIN_MS = 120_000;

/** Every pod of the node is evicted, as far as the PodDisruptionBudget allows at a time. */
export const drainNode: Scenario = {
  name: 'drain-node',
  title: 'the node is drained: every pod is evicted',
  patterns: [3],
  unsuitable: () => undefined,
  async run(stage) {
    const { clock, signal } = stage;
    const pods = livingPods(stage);
    stage.step(`Evicting ${pods.length} pods.`);
    const isDrained = await drain(pods, (pod) => stage.evict(pod), {
      clock,
      signal,
      retryMs: RETRY_MS,
      timeoutMs: DRAIN_MS,
    });
    await stage.until(() => readyPods(stage).length === pods.length, DRAIN_MS);
    const isWhole = await settled(stage);
    stage.measured('drained', isDrained && isWhole);
  },
};
