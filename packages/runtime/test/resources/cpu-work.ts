import { setTimeout as sleep } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';

/** Work of a thread, for tests. */
export default async function work(task: { ms?: number; fail?: string }): Promise<number> {
  if (task.fail !== undefined) throw new Error(task.fail);
  await sleep(task.ms ?? 0);
  return threadId;
}
