import { setTimeout as sleep } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { threadId } from 'node:worker_threads';

interface Task {
  readonly ms?: number;
  readonly fail?: string;
  /** Holds so much of the heap at once. */
  readonly fillMiB?: number;
  /** Returns the limit of the thread's heap, in bytes. */
  readonly tellHeap?: boolean;
}

const broken = process.env['CPU_WORK_BROKEN'];
if (broken === 'ends') process.exit(3);
if (broken === 'hangs') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600_000);
if (broken !== undefined) throw new Error('broken at import');

/** Work of a thread, for tests. */
export default async function work(task: Task): Promise<number> {
  if (task.fail !== undefined) throw new Error(task.fail);
  if (task.fillMiB !== undefined) return fill(task.fillMiB);
  if (task.tellHeap === true) return getHeapStatistics().heap_size_limit;
  await sleep(task.ms ?? 0);
  return threadId;
}

function fill(mib: number): number {
  const held: number[][] = [];
  // 8 bytes a number: 1 MiB of small arrays, which V8 can end the thread between.
  for (let left = mib * 128; left > 0; left--) held.push(Array.from({ length: 1024 }, (_, at) => at + 0.5));
  return held.length;
}
