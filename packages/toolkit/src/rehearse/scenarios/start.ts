import { readFile } from 'node:fs/promises';
import type { Scenario } from './scenario.ts';
import { livingPods } from './pods.ts';

/**
 * How long the load meets a workload to which nothing happens, in milliseconds: a second more than what is held to belong to a
 * start. What is lost or refused then is the program's own way.
 */
const CALM_MS = 6000;

/** The first start, and some calm. */
export const start: Scenario = {
  name: 'start',
  title: 'the first start: init containers, probes, time to ready',
  patterns: [1, 4, 7, 10],
  unsuitable: () => undefined,
  async run(stage) {
    for (const pod of livingPods(stage)) {
      const name = await nameOf(stage.process(pod)?.pid);
      if (name !== undefined) stage.measured('main-process', name, pod.name);
    }
    if (stage.load.perSecond > 0) await stage.clock.sleep(CALM_MS, stage.signal);
  },
};

/** As the kernel has it; undefined where the process is not one of this machine. */
async function nameOf(pid: number | undefined): Promise<string | undefined> {
  if (pid === undefined) return undefined;
  return readFile(`/proc/${pid}/comm`, 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );
}
