import { availableParallelism } from 'node:os';
import { parseQuantity } from '../../model/index.ts';
import { readyPods } from './pods.ts';
import type { Scenario, Stage } from './scenario.ts';
import { settled } from './settled.ts';

/** What is left of the CPU limit, and of one core where there is none. */
const PART = 1 / 4;

/** Less than this, in thousandths of a core, would only show that nothing works without CPU. */
const LEAST_MILLI = 100;

/** How long, in milliseconds: a liveness probe with the default period of 10 s asks at least once. */
const SQUEEZED_MS = 10_500;

/** Every pod gets a fraction of its CPU for some seconds. */
export const cpuSqueeze: Scenario = {
  name: 'cpu-squeeze',
  title: 'every pod gets a quarter of its CPU',
  patterns: [4, 7],
  unsuitable: () => undefined,
  async run(stage) {
    const limit = limitOf(stage);
    const squeezed = Math.max(LEAST_MILLI, Math.round((limit ?? 1000) * PART));
    const processes = readyPods(stage).flatMap((pod) => {
      const process = stage.process(pod);
      if (process === undefined) return [];
      const could = process.limitCpu(squeezed);
      stage.measured('squeezed', could ? squeezed : 0, pod.name);
      return could ? [process] : [];
    });
    if (processes.length > 0) {
      stage.step(`Leaving ${squeezed} thousandths of a core to every pod.`);
      await stage.clock.sleep(SQUEEZED_MS, stage.signal);
      for (const process of processes) process.limitCpu(limit ?? availableParallelism() * 1000);
    }
    await settled(stage);
  },
};

function limitOf({ workload }: Stage): number | undefined {
  const limit = workload.template.spec.containers[0]?.resources?.limits?.['cpu'];
  const cores = parseQuantity(limit);
  return cores === undefined ? undefined : cores * 1000;
}
