import { setTimeout as delay } from 'node:timers/promises';

/** The status that a GET is answered with. */
export async function status(url: string): Promise<number> {
  const response = await fetch(url);
  await response.body?.cancel();
  return response.status;
}

/** Asks again and again, as a kubelet would; the test's own time-out ends it. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await delay(50);
}
