import type { Pod } from '../kubelet/index.ts';
import type { Scenario, Stage } from './scenario.ts';
import { readyPods } from './pods.ts';
import { settled } from './settled.ts';
import { strike } from './strike.ts';

/**
 * Tried in this order: a fault of memory, a failed assertion; PID 1 of a PID namespace without a handler ignores both
 * (pid_namespaces(7)), so that SIGKILL is the last resort.
 */
const signals = ['SIGSEGV', 'SIGABRT', 'SIGKILL'] as const;

/** The main process of one pod dies as by a fault of its own. */
export const crash: Scenario = {
  name: 'crash',
  title: 'the main process of a pod dies by a fault',
  patterns: [4, 9],
  unsuitable: () => undefined,
  async run(stage) {
    const [victim] = readyPods(stage);
    if (victim !== undefined) await crashOne(stage, victim);
    await settled(stage);
  },
};

async function crashOne(stage: Stage, victim: Pod): Promise<void> {
  for (const signal of signals) {
    stage.step(`Sending ${signal} to PID 1 of ${victim.name}.`);
    if (await strike(stage, victim, signal)) return;
  }
}
