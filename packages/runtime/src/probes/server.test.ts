import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { ProbeAlias, ProbePath } from '@seaworthy/contract';
import { afterEach, describe, expect, test } from 'vitest';
import type { Worker } from 'node:worker_threads';
import { systemClock } from '../clock.ts';
import { EventBus, type RuntimeEvent, type State } from '../events.ts';
import { VirtualClock } from '../testing/index.ts';
import { startProbeServer, type CheckResult, type ProbeServer, type ProbeServerOptions } from './index.ts';

const started: ProbeServer[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.close()));
});

async function setUp(options: Partial<ProbeServerOptions> = {}) {
  const bus = new EventBus();
  const events: RuntimeEvent[] = [];
  bus.on((event) => events.push(event));
  const server = await startProbeServer({
    port: 0,
    host: '127.0.0.1',
    service: 'shop',
    version: '1.2.3',
    clock: systemClock,
    bus,
    metrics: () => ({ contentType: 'text/plain', body: '' }),
    ...options,
  });
  started.push(server);
  const get = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${server.port}${path}`, init);
  const enter = (to: State) => bus.emit({ type: 'state', from: 'starting', to, reason: `it is ${to}` });
  return { server, events, get, enter };
}

const check: CheckResult = { name: 'db', critical: true, status: 'passing', since: 0 };

test('it tells where it listens', async () => {
  const { server, events } = await setUp();
  expect(events).toEqual([{ type: 'listening', port: server.port, host: '127.0.0.1', name: 'admin' }]);
});

test('probes follow the states of the bus', async () => {
  const { get, enter } = await setUp();
  const seen: Record<string, number[]> = {};
  for (const state of ['starting', 'ready', 'degraded', 'draining', 'stopping'] as const) {
    if (state !== 'starting') enter(state);
    const answers = await Promise.all(Object.values(ProbePath).map((path) => get(path)));
    seen[state] = answers.map(({ status }) => status);
  }
  // startup, liveness, readiness
  expect(seen).toEqual({
    starting: [503, 200, 503],
    ready: [200, 200, 200],
    degraded: [200, 200, 200],
    draining: [200, 200, 503],
    stopping: [200, 200, 503],
  });
});

test('who hears of a state may ask at once, whoever heard of it before', async () => {
  const bus = new EventBus();
  let answer = '';
  let url = '';
  // As who reads the log may, while the main thread is still at it.
  bus.on((event) => {
    if (event.type !== 'state') return;
    const ask = `fetch('${url}').then(({ status }) => process.stdout.write(String(status)))`;
    answer = execFileSync(process.execPath, ['-e', ask], { encoding: 'utf8' });
  });
  const { server } = await setUp({ bus });
  url = `http://127.0.0.1:${server.port}${ProbePath.readiness}`;
  bus.emit({ type: 'state', from: 'starting', to: 'ready', reason: 'started' });
  expect(answer).toBe('200');
});

test('readiness follows the checks', async () => {
  const { server, get, enter } = await setUp();
  enter('ready');
  server.setChecks([{ ...check, status: 'failing' }]);
  const red = await get(ProbePath.readiness);
  expect([red.status, await red.text()]).toEqual([503, 'waiting for db\n']);
  expect((await get(ProbePath.liveness)).status).toBe(200);
  server.setChecks([check, { ...check, name: 'cache', critical: false, status: 'failing' }]);
  expect((await get(ProbePath.readiness)).status).toBe(200);
});

test('the answer is plain and is not cached; the connection is closed unless the client keeps it', async () => {
  const { get } = await setUp();
  const answer = await get(ProbePath.liveness, { headers: { connection: 'close' } });
  expect(await answer.text()).toBe('ok\n');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(answer.headers.get('connection')).toBe('close');
});

test.each(Object.entries(ProbeAlias))('%s means %s', async (alias, path) => {
  const { get } = await setUp();
  expect((await get(alias)).status).toBe((await get(path)).status);
});

test.each([
  ['?verbose', undefined],
  ['', 'application/json'],
])('the verbose form, by %o or accept %s', async (query, accept) => {
  const { server, get, enter } = await setUp();
  enter('ready');
  server.setChecks([
    { ...check, status: 'failing', error: 'refused', lastRunAt: Date.now() - 1000, durationMs: 12 },
  ]);
  const answer = await get(
    `${ProbePath.readiness}${query}`,
    accept === undefined ? {} : { headers: { accept } },
  );
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({
    service: 'shop',
    version: '1.2.3',
    state: 'ready',
    reason: 'it is ready',
    since: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    probes: { startup: { ok: true }, liveness: { ok: true }, readiness: { ok: false } },
    mainLoop: { stallThresholdMs: 15_000, stalledMs: expect.any(Number) as number },
    checks: [{ name: 'db', critical: true, status: 'failing', error: 'refused', durationMs: 12 }],
  });
});

test.each([
  ['GET', '/nothing', 404],
  ['GET', '/livez/', 404],
  ['GET', '/constructor', 404],
  ['POST', '/livez', 405],
  ['DELETE', '/nothing', 405],
  ['HEAD', '/livez', 200],
  ['HEAD', '/readyz', 503],
])('%s %s: %i', async (method, path, status) => {
  const { get } = await setUp();
  const answer = await get(path, { method });
  expect(answer.status).toBe(status);
  if (status === 405) expect(answer.headers.get('allow')).toBe('GET, HEAD');
  if (method === 'HEAD') expect(await answer.text()).toBe('');
});

describe('/metrics', () => {
  test('is what the main thread makes', async () => {
    const contentType = 'application/openmetrics-text; version=1.0.0';
    const { get } = await setUp({
      metrics: (accept) => Promise.resolve({ contentType, body: `# ${accept}\n` }),
    });
    const answer = await get('/metrics', { headers: { accept: contentType } });
    expect([answer.headers.get('content-type'), await answer.text()]).toEqual([
      contentType,
      `# ${contentType}\n`,
    ]);
  });

  test('is 503 with the reason when the provider fails', async () => {
    const { get } = await setUp({
      metrics: () => {
        throw new Error('broken');
      },
    });
    const answer = await get('/metrics');
    expect([answer.status, await answer.text()]).toEqual([503, 'the metrics could not be made: broken\n']);
  });
});

test('a port in use is SW_PORT_IN_USE', async () => {
  const { server } = await setUp();
  await expect(setUp({ port: server.port })).rejects.toMatchObject({ code: 'SW_PORT_IN_USE' });
});

test('an address that is not of this machine is SW_START_FAILED', async () => {
  await expect(setUp({ host: '192.0.2.1' })).rejects.toMatchObject({ code: 'SW_START_FAILED' });
});

test('a heartbeat that does not fit the threshold is refused', async () => {
  await expect(setUp({ liveness: { stallThresholdMs: 1000, heartbeatMs: 500 } })).rejects.toMatchObject({
    code: 'SW_DEFINITION',
  });
});

test.each([
  [4, 1],
  [1000, 250],
])(
  'of a threshold of %i ms a heartbeat may take a fourth, as one of %i ms',
  async (stallThresholdMs, heartbeatMs) => {
    const { get } = await setUp({ liveness: { stallThresholdMs, heartbeatMs } });
    expect((await get('/readyz')).status).toBe(503);
  },
);

test('a thread that ends is started again, on the same port, with what it had been told', async () => {
  const clock = new VirtualClock();
  const threads: Worker[] = [];
  const onWorker = (thread: Worker) => threads.push(thread);
  process.on('worker', onWorker);
  const { server, events, get, enter } = await setUp({ clock });
  enter('ready');
  server.setChecks([{ ...check, status: 'failing' }]);
  await threads[0]?.terminate();
  await expect.poll(() => events.map(({ type }) => type)).toContain('waiting');
  await expect(get('/livez')).rejects.toThrow('fetch failed');
  await clock.advance(1000);
  const answer = () => get('/readyz').then((response) => response.text(), String);
  await expect.poll(answer).toBe('waiting for db\n');
  process.off('worker', onWorker);
});

test('a port that another has taken meanwhile is tried again until it is free', async () => {
  const clock = new VirtualClock();
  const threads: Worker[] = [];
  const onWorker = (thread: Worker) => threads.push(thread);
  process.on('worker', onWorker);
  const { server, events, get } = await setUp({ clock });
  await threads[0]?.terminate();
  const attempts = () => events.flatMap((event) => (event.type === 'waiting' ? [event.attempt] : []));
  await expect.poll(attempts).toEqual([1]);
  const other = createServer().listen(server.port, '127.0.0.1');
  await once(other, 'listening');
  await clock.advance(1000);
  await expect.poll(attempts).toEqual([1, 2]);
  await once(other.close(), 'close');
  await clock.advance(1000);
  await expect.poll(() => get('/livez').then(({ status }) => status, String)).toBe(200);
  process.off('worker', onWorker);
});

test.each([
  ['before it is started again', 0],
  ['as it is started again', 1_000],
])('closed %s, a thread that has ended stays away', async (_, ms) => {
  const clock = new VirtualClock();
  const threads: Worker[] = [];
  const onWorker = (thread: Worker) => threads.push(thread);
  process.on('worker', onWorker);
  const { server, events } = await setUp({ clock });
  await threads[0]?.terminate();
  await expect.poll(() => events.map(({ type }) => type)).toContain('waiting');
  await clock.advance(ms);
  await server.close();
  await clock.advance(1_000);
  // As long as it lives, which is told at once, it has an id.
  await expect.poll(() => threads.filter(({ threadId }) => threadId !== -1)).toEqual([]);
  expect(threads).toHaveLength(ms === 0 ? 1 : 2);
  process.off('worker', onWorker);
});

test('a thread that ends before it listens fails the start', async () => {
  process.once('worker', (thread: Worker) => void thread.terminate());
  await expect(setUp()).rejects.toThrow('The probe thread has ended');
});

test('after close nothing answers', async () => {
  const { server, get } = await setUp();
  await server.close();
  await expect(get('/livez')).rejects.toThrow('fetch failed');
});
