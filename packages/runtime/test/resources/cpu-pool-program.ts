/** Prints how its pool bears a task that needs more than a thread may hold, and what the threads' heaps are. */
import { readFileSync } from 'node:fs';
import { systemClock } from '../../src/clock.ts';
import { deadlineIn } from '../../src/lifecycle/index.ts';
import { createCpuPool, findCgroup, sizeHeap } from '../../src/resources/index.ts';

/** Those of its start: what sized the heap is in `process.execArgv` no more. */
const flags = readFileSync('/proc/self/cmdline', 'utf8')
  .split('\0')
  .filter((part) => part.startsWith('--'));

const MIB = 2 ** 20;

await sizeHeap(findCgroup());
const [threadHeapMiB] = process.argv.slice(2);
const component = createCpuPool({
  worker: new URL('./cpu-work.ts', import.meta.url),
  threads: 2,
  ...(threadHeapMiB !== undefined && { threadHeapBytes: Number(threadHeapMiB) * MIB }),
});
const { signal } = new AbortController();
const pool = await component.start({ signal, clock: systemClock, emit: () => {} });
const outcome = await pool.run({ fillMiB: 120 }).then(
  () => 'held',
  (error: unknown) => (error as NodeJS.ErrnoException).code,
);
const heapMiB = Math.round(Number(await pool.run({ tellHeap: true })) / MIB);
await component.stop?.(pool, deadlineIn(systemClock, 5_000));
console.log(JSON.stringify({ outcome, heapMiB, flags }));
