/**
 * A server that takes native memory on POST, until as much is in use as the path says in bytes, as a burst of answers by
 * `createGzip` does. PUT frees none of it.
 */
import { once } from 'node:events';
import { createGzip, type Gzip } from 'node:zlib';
import { systemClock } from '../../src/clock.ts';
import { EventBus } from '../../src/events.ts';
import { serveHttp } from '../../src/http/index.ts';
import { findCgroup, sizeHeap, startMemoryGovernor } from '../../src/resources/index.ts';

const cgroup = findCgroup();
await sizeHeap(cgroup);
const bus = new EventBus();
const governor = startMemoryGovernor({ cgroup, clock: systemClock, bus, env: process.env });
bus.on((event) => {
  if (event.type === 'memory.readiness') console.log(JSON.stringify({ ready: event.ready }));
});
const streams: Gzip[] = [];

async function takeUntil(usedBytes: number): Promise<void> {
  while ((cgroup.readMemoryUsage() ?? Infinity) < usedBytes) {
    const gzip = createGzip();
    streams.push(gzip);
    gzip.write('x');
    gzip.flush();
    await once(gzip.resume(), 'data');
  }
}

// One in sixteen stays open: at the end of each of its arenas the allocator would give back what lies behind the last that is in use.
async function giveBack(): Promise<void> {
  const given = streams.filter((_, index) => index % 16 !== 0);
  const closed = given.map((gzip) => once(gzip, 'close'));
  for (const gzip of given) gzip.end();
  await Promise.all(closed);
}

const { port } = await serveHttp({
  handler: {
    async listener(request, response) {
      if (request.method !== 'GET') await takeUntil(Number(request.url?.slice(1)));
      if (request.method === 'POST') await giveBack();
      response.end(String(governor?.budget.usedBytes));
    },
  },
  port: 0,
  host: '127.0.0.1',
  clock: systemClock,
  bus,
  admission: governor?.admission,
});
console.log(JSON.stringify({ port }));
