import { expect, test } from 'vitest';
import { TracingThreads } from './threads.ts';

test('the numbers of threads that have ended stay, but for what they had queued', async () => {
  const stats = (count: number) => ({
    queued: count,
    sending: count,
    exported: count,
    dropped: { 'queue full': count, unavailable: count, refused: count, rejected: count, shutdown: count },
    failures: count,
  });
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
