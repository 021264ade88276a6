/** A server in a memory limit: sizes its heap, buffers uploads of up to 4 MiB, fills a cache on PUT, and reads a file, or takes 12 MiB, forks a program and answers what it says, or compresses its answer, on GET. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createGzip } from 'node:zlib';
import { systemClock } from '../../src/clock.ts';
import { EventBus } from '../../src/events.ts';
import { serveHttp } from '../../src/http/index.ts';
import { createCache, findCgroup, sizeHeap, startMemoryGovernor } from '../../src/resources/index.ts';

const cgroup = findCgroup();
const heap = await sizeHeap(cgroup);
const bus = new EventBus();
const governor = startMemoryGovernor({ cgroup, clock: systemClock, bus, env: process.env });
const cache = createCache<string, Buffer[]>(governor, {
  share: 0.8,
  sizeOf: (buffers) => buffers.reduce((sum, { length }) => sum + length, 0),
});
const { port } = await serveHttp({
  handler: {
    async listener(request, response) {
      if (request.method === 'GET') return answer(request.url ?? '', response);
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      if (request.method === 'PUT') cache.set(request.url ?? '', chunks);
      const body = Buffer.concat(chunks);
      await systemClock.sleep(50);
      response.end(String(body.length));
    },
  },
  port: 0,
  host: '127.0.0.1',
  clock: systemClock,
  bus,
  limits: { maxBodyBytes: 4 * 2 ** 20 },
  admission: governor?.admission,
  connectionBytes: governor && (() => governor.connectionBytes),
});

async function answer(url: string, response: ServerResponse): Promise<void> {
  const { searchParams } = new URL(url, 'http://subject');
  if (searchParams.has('gzip')) {
    response.setHeader('content-encoding', 'gzip');
    const gzip = createGzip();
    gzip.pipe(response);
    return void gzip.end('little text, '.repeat(1_000));
  }
  const pixels = searchParams.has('pixels') ? Buffer.alloc(12 * 2 ** 20, 1) : undefined;
  if (pixels !== undefined) await systemClock.sleep(100);
  const file = searchParams.get('file');
  if (file !== null) read(file);
  const program = searchParams.get('fork');
  const forked = program === null ? undefined : await once(fork(program), 'message');
  response.end(
    JSON.stringify({
      pixels: pixels?.length,
      forked: forked?.[0],
      level: governor?.level,
      ready: governor?.ready,
      ...governor?.budget,
    }),
  );
}

function read(path: string): void {
  const file = openSync(path, 'r');
  const part = Buffer.alloc(2 ** 20);
  while (readSync(file, part) > 0);
  closeSync(file);
}

const { pid, execArgv } = process;
const mark = Object.keys(process.env).filter(
  (name) => name.startsWith('MALLOC_') || name === 'SEAWORTHY_HEAP_SIZED',
);
console.log(JSON.stringify({ port, pid, execArgv, mark, heap }));
