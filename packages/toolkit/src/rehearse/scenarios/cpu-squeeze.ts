import { availableParallelism } from 'node:os';
import { limitOf } from '../../model/index.ts';
import { ownContainer } from '../workload/index.ts';
import { livingPods, readyPods } from './stage/pods.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage/stage.ts';
import { settled } from './stage/settled.ts';

/** What is left of the CPU limit, and of one core where there is none. */
const PART = 1 / 4;

/** Less than this, in thousandths of a core, would only show that nothing works without CPU. */
const LEAST_MILLI = 100;

/** How long, in milliseconds: at least this, and until every liveness probe has asked or one with the default period of 10 s would have. */
const LEAST_MS = 5000;
const MOST_MS = 10_500;

/** Every pod gets a fraction of its CPU for some seconds. */
export const cpuSqueeze: Scenario = {
  name: 'cpu-squeeze',
  title: 'every pod gets a quarter of its CPU',
  patterns: [4, 7],
  unsuitable: () => undefined,
  async run(stage) {
    const limit = milliOf(stage);
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
      const from = stage.clock.now();
      await stage.clock.sleep(LEAST_MS, stage.signal);
      await stage.until(() => livenessAsked(stage, from), MOST_MS - LEAST_MS);
      for (const process of processes) process.limitCpu(limit ?? availableParallelism() * 1000);
    }
    await settled(stage);
  },
};

/** Whether every living pod's liveness probe has been answered since; false where there is none. */
function livenessAsked(stage: Stage, from: number): boolean {
  const asked = new Set(
    stage.events.flatMap((event) =>
      event.type === 'probe' && event.probe === 'liveness' && event.startedAt >= from ? [event.pod] : [],
    ),
  );
  return livingPods(stage).every(({ name }) => asked.has(name));
}

function milliOf({ workload }: Stage): number | undefined {
  const own = ownContainer(workload);
  const cores = own && limitOf(own, workload.template.spec, 'cpu');
  return cores === undefined ? undefined : cores * 1000;
}
