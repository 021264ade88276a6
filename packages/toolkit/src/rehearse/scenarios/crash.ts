import { readFileSync } from 'node:fs';
import { catchesSignal } from '../engines/index.ts';
import type { Pod } from '../kubelet/index.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage/stage.ts';
import { leastRestarted } from './stage/pods.ts';
import { settled } from './stage/settled.ts';
import { strike } from './stage/strike.ts';

/** Tried in this order: a fault of memory, a failed assertion; SIGKILL is the last resort. */
const signals = ['SIGSEGV', 'SIGABRT', 'SIGKILL'] as const;

/** The main process of one pod dies as by a fault of its own. */
export const crash: Scenario = {
  name: 'crash',
  title: 'the main process of a pod dies by a fault',
  patterns: [4, 9],
  unsuitable: () => undefined,
  async run(stage) {
    const victim = leastRestarted(stage);
    if (victim !== undefined) await crashOne(stage, victim);
    await settled(stage);
  },
};

async function crashOne(stage: Stage, victim: Pod): Promise<void> {
  const pid = stage.process(victim)?.pid;
  for (const signal of signals) {
    if (signal !== 'SIGKILL' && ignores(pid, signal)) continue;
    stage.step(`Sending ${signal} to PID 1 of ${victim.name}.`);
    if (await strike(stage, victim, signal)) return;
  }
}

/**
 * PID 1 of a PID namespace takes no signal that it has no handler for (pid_namespaces(7)). False also where nothing is known
 * of the process.
 */
function ignores(pid: number | undefined, signal: NodeJS.Signals): boolean {
  const status = statusOf(pid);
  const isInit = /^NSpid:\t\d+\t(?:\d+\t)*1$/m.test(status);
  return isInit && !catchesSignal(status, signal);
}

function statusOf(pid: number | undefined): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}
