import { readFile } from 'node:fs/promises';
import type { Scenario } from './scenario.ts';
import { livingPods } from './pods.ts';

/** The first start. It is over when the first scenario begins; what is missing is who PID 1 is. */
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
