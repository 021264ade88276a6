import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { planHeap, type HeapDecision } from '../../src/resources/memory/heap/index.ts';
import { makeMemoryGroup, type MemoryGroup } from './memory-group.ts';

const MIB = 2 ** 20;
const LIMIT = 128 * MIB;
const made = makeMemoryGroup(LIMIT);
const folder = mkdtempSync(join(tmpdir(), 'seaworthy-memory-'));
const bundle = join(folder, 'main.mjs');

// A single file, as services are shipped: and without the 20 MiB that running TypeScript from source takes.
beforeAll(async () => {
  await build({
    entryPoints: [fileURLToPath(new URL('memory-subject.ts', import.meta.url))],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    conditions: ['seaworthy-source'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'silent',
  });
});
afterAll(async () => {
  if (typeof made !== 'string') await made.remove();
  rmSync(folder, { recursive: true });
});

interface Subject {
  readonly port: number;
  readonly pid: number;
  readonly execArgv: readonly string[];
  readonly mark: readonly string[];
  readonly heap: HeapDecision;
  /** As whoever started it sees it. */
  readonly startedPid: number | undefined;
  readonly alive: () => boolean;
}

async function start(
  group: MemoryGroup,
  {
    flags = [],
    env = {},
    before = [],
  }: { flags?: string[]; env?: Record<string, string>; before?: string[] } = {},
): Promise<Subject> {
  const [command, args] = group.wrap([...before, process.execPath, ...flags, bundle]);
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], ...env },
  });
  const exited = once(child, 'exit');
  onTestFinished(async () => {
    for (const pid of group.processes()) process.kill(pid, 'SIGKILL');
    await exited;
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const said = JSON.parse(line) as Omit<Subject, 'startedPid' | 'alive'>;
  return {
    ...said,
    startedPid: child.pid,
    alive: () => child.exitCode === null && child.signalCode === null,
  };
}

test('the heap is sized from the limit, in the same process and in no second one', async (context) => {
  if (typeof made === 'string') return context.skip(made);
  const { pid, startedPid, heap, mark } = await start(made);
  const { oldSpaceMiB, semiSpaceMiB } = planHeap(LIMIT);
  const command = readFileSync(`/proc/${startedPid}/cmdline`, 'utf8').split('\0');
  expect(command).toEqual(
    expect.arrayContaining([`--max-old-space-size=${oldSpaceMiB}`, `--max-semi-space-size=${semiSpaceMiB}`]),
  );
  expect(heap).toEqual({
    limitBytes: LIMIT,
    heapLimitBytes: oldSpaceMiB * MIB,
    sized: true,
    reason: 'the memory limit',
  });
  expect(pid).toBe(startedPid);
  expect(made.processes()).toEqual([pid]);
  // Children are to inherit nothing of it.
  expect(mark).toEqual([]);
});

test('a process that is forked has the heap that node gives it, and not as large a one again', async (context) => {
  if (typeof made === 'string') return context.skip(made);
  const limit = "require('node:v8').getHeapStatistics().heap_size_limit";
  const program = join(folder, 'tells-its-heap.cjs');
  writeFileSync(program, `process.send(${limit})`);
  const [command, args] = made.wrap([process.execPath, '-p', limit]);
  const { stdout } = spawnSync(command, args, { encoding: 'utf8', env: {} });
  const { port, execArgv } = await start(made);
  const answer = await fetch(`http://127.0.0.1:${port}/?fork=${program}`);
  expect(await answer.json()).toMatchObject({ forked: Number(stdout) });
  expect(execArgv.filter((flag) => flag.includes('-space-size'))).toEqual([]);
});

test('the user’s own flag wins', async (context) => {
  if (typeof made === 'string') return context.skip(made);
  const { heap, execArgv } = await start(made, { flags: ['--max-old-space-size=50'] });
  expect(execArgv).toEqual(['--max-old-space-size=50']);
  expect(heap).toMatchObject({ sized: false, reason: 'the flag --max-old-space-size=50' });
});

test('a small heap in a large pod is no pressure while little of it is used', async (context) => {
  const group = makeMemoryGroup(8 * LIMIT);
  if (typeof group === 'string') return context.skip(group);
  onTestFinished(() => group.remove());
  const { port, heap } = await start(group, { flags: ['--max-old-space-size=64'] });
  expect(heap.heapLimitBytes).toBe(64 * MIB);
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).json()).toMatchObject({
    level: 'calm',
    ready: true,
  });
  expectServedOrRefused(await burst(port, 32, 'POST'));
});

test('a quantity wins over the user’s own flag', async (context) => {
  if (typeof made === 'string') return context.skip(made);
  const env = { SEAWORTHY_HEAP: '60Mi' };
  const { heap } = await start(made, { flags: ['--max-old-space-size=50'], env });
  expect(heap).toMatchObject({ heapLimitBytes: 60 * MIB, sized: true, reason: 'SEAWORTHY_HEAP=60Mi' });
});

test('it works as PID 1', async (context) => {
  if (typeof made === 'string') return context.skip(made);
  const { pid, heap } = await start(made, { before: ['unshare', '--pid', '--fork', '--mount-proc'] });
  expect([pid, heap.sized]).toEqual([1, true]);
});

interface Answer {
  readonly status: number | undefined;
  readonly retryAfter: string | undefined;
}

/** Sends requests all at once, each on a connection of its own, with bodies of 2 MiB unless it is GET. */
function burst(
  port: number,
  count: number,
  method: string,
  query = 'pixels',
): Promise<readonly (Answer | Error)[]> {
  const body = Buffer.alloc(method === 'GET' ? 0 : 2 * MIB, 'x');
  const agent = new Agent({ keepAlive: false });
  const one = (path: string) =>
    new Promise<Answer | Error>((resolve) => {
      const sent = request({
        port,
        host: '127.0.0.1',
        method,
        path,
        agent,
        headers: { 'content-length': body.length },
      });
      sent.on('error', resolve);
      sent.on('response', (response) => {
        response.resume();
        response.on('end', () =>
          resolve({ status: response.statusCode, retryAfter: response.headers['retry-after'] }),
        );
        response.on('error', resolve);
      });
      sent.end(body);
    });
  return Promise.all(
    Array.from({ length: count }, (_, index) => one(method === 'GET' ? `/?${query}` : `/${index}`)),
  );
}

test('a burst of uploads of three times the limit kills nothing and resets nobody', async (context) => {
  if (typeof made === 'string') return context.skip(made);
  const { port, alive } = await start(made);
  const answers = await burst(port, 200, 'POST');
  expectServedOrRefused(answers);
  expect([alive(), made.oomKills()]).toEqual([true, 0]);
});

test('a burst of what takes much for small answers kills nothing and resets nobody, once the route is known', async (context) => {
  if (typeof made === 'string') return context.skip(made);
  const { port, alive } = await start(made);
  for (let round = 0; round < 10; round++) await burst(port, 2, 'GET');
  const answers = await burst(port, 64, 'GET');
  expectServedOrRefused(answers);
  expect([alive(), made.oomKills()]).toEqual([true, 0]);
});

test('a burst of small answers that are compressed kills nothing and resets nobody, at the very start', async (context) => {
  if (typeof made === 'string') return context.skip(made);
  const { port, alive } = await start(made);
  expectServedOrRefused(await burst(port, 800, 'GET', 'gzip'));
  expect([alive(), made.oomKills()]).toEqual([true, 0]);
});

/** How many are served is a matter of speed, and measured by `bench:memory`. */
function expectServedOrRefused(answers: readonly (Answer | Error)[]): void {
  expect(answers.filter((answer) => answer instanceof Error)).toEqual([]);
  const statuses = new Set(answers.map((answer) => 'status' in answer && answer.status));
  expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([]);
  expect(answers.filter((answer) => 'status' in answer && answer.status === 200).length).toBeGreaterThan(0);
  for (const answer of answers)
    if ('status' in answer && answer.status === 503) expect(Number(answer.retryAfter)).toBeGreaterThan(0);
}

test('a cache that is fed twice the limit gives way', async (context) => {
  if (typeof made === 'string') return context.skip(made);
  const { port, alive } = await start(made);
  for (let round = 0; round < 16; round++) await burst(port, 8, 'PUT');
  expect([alive(), made.oomKills()]).toEqual([true, 0]);
  expect(await burst(port, 1, 'POST')).toEqual([{ status: 200, retryAfter: undefined }]);
});

test('a file that is read again and again takes no room: nobody is refused, and the service stays ready', async (context) => {
  if (typeof made === 'string') return context.skip(made);
  const file = join(folder, 'read-often');
  // Written inside the group, so that its pages are charged to it; and to the disk, so that they can be dropped.
  const [command, args] = made.wrap(['dd', 'if=/dev/zero', `of=${file}`, 'bs=1M', 'count=90', 'conv=fsync']);
  expect(spawnSync(command, args).status).toBe(0);
  onTestFinished(() => rmSync(file));
  const { port, alive } = await start(made);
  const ask = async (query: string) => {
    const response = await fetch(`http://127.0.0.1:${port}/?${query}`);
    return { status: response.status, said: await response.text() };
  };
  for (let round = 0; round < 150; round++) {
    expect((await ask(`file=${file}`)).status).toBe(200);
    expect((await ask('')).status).toBe(200);
  }
  // As it was when memory was looked at last, which near the limit is a few milliseconds ago.
  const { said } = await ask('');
  expect(JSON.parse(said)).toMatchObject({ level: 'calm', ready: true });
  expect([alive(), made.oomKills()]).toEqual([true, 0]);
});

test('thousands of connections in the middle of a head kill nothing, and others are answered meanwhile', async (context) => {
  if (typeof made === 'string') return context.skip(made);
  const { port, alive } = await start(made);
  // Within all limits, and never whole.
  const begun = `GET / HTTP/1.1\r\nHost: test\r\nA: ${'a'.repeat(7_500)}\r\nB: ${'b'.repeat(7_500)}`;
  const begin = () =>
    new Promise<void>((resolve) => {
      const socket = connect({ port, host: '127.0.0.1' }, resolve);
      socket.on('error', () => resolve());
      socket.resume().write(begun);
      onTestFinished(() => {
        socket.destroy();
      });
    });
  for (let opened = 0; opened < 6_000; opened += 50) {
    await Promise.all(Array.from({ length: 50 }, begin));
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
  }
  expect([alive(), made.oomKills()]).toEqual([true, 0]);
});

test('a pod that is resized in place lives by its new limit', async (context) => {
  if (typeof made === 'string') return context.skip(made);
  const group = makeMemoryGroup(2 * LIMIT);
  if (typeof group === 'string') return context.skip(group);
  // Behind the end of the processes in it.
  onTestFinished(() => group.remove());
  const { port, alive } = await start(group);
  const budget = async () =>
    (await (await fetch(`http://127.0.0.1:${port}/`)).json()) as {
      limitBytes: number;
      softLimitBytes: number;
    };
  const resize = async (bytes: number) => {
    group.limit({ version1: { 'memory.limit_in_bytes': bytes }, version2: { 'memory.max': bytes } });
    while ((await budget()).limitBytes !== bytes);
  };
  await resize(LIMIT);
  const answers = await burst(port, 200, 'POST');
  expect(answers.filter((answer) => answer instanceof Error)).toEqual([]);
  expect([alive(), group.oomKills()]).toEqual([true, 0]);
  await resize(4 * LIMIT);
  expect((await budget()).softLimitBytes).toBe(Math.floor(0.9 * 4 * LIMIT));
});
