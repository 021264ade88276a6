import { livingPods, readyPods } from './pods.ts';
import type { Scenario } from './scenario.ts';
import { settled } from './settled.ts';

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
    const endAt = clock.now() + DRAIN_MS;
    const old = new Set(livingPods(stage).map(({ name }) => name));
    const left = () => livingPods(stage).filter(({ name }) => old.has(name));
    stage.step(`Evicting ${old.size} pods.`);
    while (left().length > 0 && clock.now() < endAt) {
      for (const pod of left()) stage.evict(pod);
      if (left().length > 0) await clock.sleep(RETRY_MS, signal);
    }
    await stage.until(() => readyPods(stage).length === old.size, DRAIN_MS);
    const isWhole = await settled(stage);
    stage.measured('drained', isWhole && left().length === 0);
  },
};
