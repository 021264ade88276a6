import { expect, test } from 'vitest';
import { deadlineIn } from '../../lifecycle/index.ts';
import { VirtualClock } from '../../testing/index.ts';
import { TracingThreads } from './threads.ts';

const stats = (count: number) => ({
  queued: count,
  sending: count,
  exported: count,
  dropped: { 'queue full': count, unavailable: count, refused: count, rejected: count, shutdown: count },
  failures: count,
});

test('the numbers of threads that have ended stay, but for what they had queued', async () => {
  const threads = new TracingThreads();
  const ports = [1, 2, 3].map((count) => {
    const port = threads.port({ service: 'shop', version: '1' });
    port.postMessage({ stats: stats(count), flushed: false });
    return port;
  });
  const total = () => threads.total(stats(10));
  await expect.poll(() => total()).toEqual(stats(16));
  for (const port of ports.slice(1)) port.close();
  await expect.poll(() => total()).toEqual({ ...stats(16), queued: 11, sending: 11 });
  threads.close();
});

/** A thread that has reported, and answers nothing. */
async function silentThread() {
  const threads = new TracingThreads();
  const port = threads.port({ service: 'shop', version: '1' });
  port.postMessage({ stats: stats(1), flushed: false });
  await expect.poll(() => threads.total(stats(0)).exported).toBe(1);
  return { threads, port };
}

test('nobody waits for a thread that ends while it is asked to flush', async () => {
  using deadline = deadlineIn(new VirtualClock(), 1000);
  const { threads, port } = await silentThread();
  const asked = new Promise<void>((resolve) =>
    port.on('message', (message) => void ('flushWithinMs' in message && resolve())),
  );
  const flushed = threads.flush(deadline);
  await asked;
  port.close();
  await flushed;
});

test('no thread is waited for when the deadline has passed', async () => {
  const clock = new VirtualClock();
  using deadline = deadlineIn(clock, 1000);
  const { threads } = await silentThread();
  await clock.advance(1000);
  await threads.flush(deadline);
  threads.close();
});
