import { availableParallelism } from 'node:os';
import type { Scenario } from './scenario.ts';
import { livingPods } from './stage/pods.ts';
import { shrink } from './scale.ts';

/** A crowded node leaves a new pod little more than this, in thousandths of a core. */
const SQUEEZED_MILLI = 150;

/** A start with a seventh of a core may take this long, in milliseconds. */
const START_MS = 90_000;

/** Traffic that the new pod gets before it is taken away again, in milliseconds: proxies see it within half a second. */
const SERVING_MS = 1000;

/** A new pod starts with hardly any CPU. */
export const slowStart: Scenario = {
  name: 'slow-start',
  title: 'a new pod starts with hardly any CPU',
  patterns: [4],
  unsuitable: () => undefined,
  async run(stage) {
    const before = livingPods(stage);
    const known = new Set(before.map(({ name }) => name));
    const fresh = () => livingPods(stage).find(({ name }) => !known.has(name));
    stage.deployment.scale(before.length + 1);
    const runs = () => {
      const pod = fresh();
      return pod !== undefined && stage.process(pod) !== undefined;
    };
    await stage.until(runs, START_MS);
    const pod = fresh();
    const process = pod === undefined ? undefined : stage.process(pod);
    if (pod !== undefined && process !== undefined) {
      const could = process.limitCpu(SQUEEZED_MILLI);
      stage.measured('squeezed', could ? SQUEEZED_MILLI : 0, pod.name);
      stage.step(`Starting ${pod.name} with ${SQUEEZED_MILLI} thousandths of a core.`);
      await stage.until(() => pod.status.ready, START_MS);
      process.limitCpu(availableParallelism() * 1000);
      await stage.clock.sleep(SERVING_MS, stage.signal);
    }
    await shrink(stage, before.length);
  },
};
