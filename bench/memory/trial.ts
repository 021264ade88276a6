import { setTimeout as sleep } from 'node:timers/promises';
import { makeControlGroup } from '../form/index.ts';
import { applyLoad } from './load.ts';
import { startProgram, type Program } from './program.ts';
import type { Turn } from './turns.ts';
import type { Workload } from './workloads.ts';

/** How a process ended before it should: by the kernel, by V8, or not at all. */
export type Death = 'oom' | 'heap' | false;

/** What one program made of one load. */
export interface Trial {
  readonly died: Death;
  readonly ok: number;
  readonly refused: number;
  readonly reset: number;
  /** Successful requests per second in the second half; of a fixed number of requests, in all of the time. */
  readonly goodput: number;
  /** The most that was charged to the group at once. */
  readonly peakMiB: number;
}

const WARM_UP_CONNECTIONS = 8;
/** Lets the kernel's account settle before it is asked who was killed. */
const SETTLE_MS = 50;

/** Runs one program in a group of its own under one load. Returns the end of what it printed as well. */
export async function trial(
  program: Program,
  workload: Workload,
  { limitMiB, load, durationMs, warmUpMs }: Turn,
): Promise<Trial & { readonly output: string }> {
  const group = makeControlGroup({ memoryMiB: limitMiB });
  try {
    const running = await startProgram(group.wrap(program.command(limitMiB)), program.env?.(limitMiB) ?? {});
    const { port, gone: signal } = running;
    if (warmUpMs !== undefined)
      await applyLoad({ port, workload, load: WARM_UP_CONNECTIONS, durationMs: warmUpMs, signal });
    const began = performance.now();
    const { okLate, ...tally } = await applyLoad({ port, workload, load, durationMs, signal });
    const seconds = (performance.now() - began) / 1000;
    await sleep(SETTLE_MS);
    const died = running.gone.aborted ? deathOf(group.oomKills(), running.output()) : false;
    await running.kill();
    return {
      died,
      ...tally,
      goodput: Math.round(workload.total === undefined ? (2 * okLate) / seconds : tally.ok / seconds),
      peakMiB: group.peakMiB(),
      output: running.output(),
    };
  } finally {
    await group.remove();
  }
}

/** @throws for any other death: it is a fault of the bench */
function deathOf(oomKills: number, output: string): Death {
  if (oomKills > 0) return 'oom';
  if (output.includes('heap out of memory') || output.includes('out of memory')) return 'heap';
  throw new Error(`the program ended by itself: ${output}`);
}
