import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { RuntimeEvent } from '../../src/events.ts';
import { deadlineIn } from '../../src/lifecycle/index.ts';
import { availableCores, createCpuPool } from '../../src/resources/index.ts';
import { makeMemoryGroup } from './memory-group.ts';

const worker = new URL('./cpu-work.ts', import.meta.url);

afterEach(() => vi.unstubAllEnvs());

function told() {
  const events: RuntimeEvent[] = [];
  const { signal } = new AbortController();
  return {
    events,
    context: { signal, clock: systemClock, emit: (event: RuntimeEvent) => void events.push(event) },
  };
}

async function opened(options: { threads?: number; maxQueue?: number } = {}) {
  const component = createCpuPool({ worker, ...options });
  const signal = new AbortController().signal;
  const pool = await component.start({ signal, clock: systemClock, emit: () => {} });
  return { pool, stop: (ms: number) => component.stop?.(pool, deadlineIn(systemClock, ms)) };
}

test('work runs in threads, as many as there are cores, and errors come back', async () => {
  const { pool, stop } = await opened();
  expect(pool.threads).toBe(availableCores());
  expect(await pool.run({})).toBeGreaterThan(0);
  await expect(pool.run({ fail: 'no luck' })).rejects.toThrow('no luck');
  await stop(5_000);
});

test('a worker file that is not there, or throws as it is loaded, fails the start', async () => {
  const { events, context } = told();
  const missing = createCpuPool({ worker: new URL('not-there.ts', import.meta.url) });
  await expect(missing.start(context)).rejects.toThrow('not-there.ts');
  vi.stubEnv('CPU_WORK_BROKEN', '');
  await expect(createCpuPool({ worker }).start(context)).rejects.toThrow('broken at import');
  // Nor is anything of it told later.
  expect(events).toEqual([]);
});

test('a worker file that ends its thread as it is loaded fails the start', async () => {
  vi.stubEnv('CPU_WORK_BROKEN', 'ends');
  await expect(createCpuPool({ worker }).start(told().context)).rejects.toThrow('process.exit(3)');
});

test('a start that is abandoned waits for no worker file', async () => {
  const { context } = told();
  const abandoned = new AbortController();
  vi.stubEnv('CPU_WORK_BROKEN', 'hangs');
  const starting = createCpuPool({ worker }).start({ ...context, signal: abandoned.signal });
  setTimeout(() => abandoned.abort(new Error('abandoned')), 200);
  await expect(starting).rejects.toThrow('abandoned');
});

test('a thread that ends by an error without a task is told of, and the others work on', async () => {
  const { events, context } = told();
  const component = createCpuPool({ worker, threads: 2 });
  const pool = await component.start(context);
  vi.stubEnv('CPU_WORK_BROKEN', '');
  await Promise.all([pool.run({ ms: 300 }), pool.run({})]);
  await expect
    .poll(() => events, { timeout: 10_000 })
    .toEqual([
      {
        type: 'component.failed',
        component: 'cpu pool',
        phase: 'run',
        error: expect.objectContaining({ message: 'broken at import' }) as Error,
      },
    ]);
  await component.stop?.(pool, deadlineIn(systemClock, 5_000));
});

test('a full queue refuses', async () => {
  const { pool, stop } = await opened({ threads: 1, maxQueue: 1 });
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => pool.run({ ms: 20 })));
  const refused = outcomes.filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(6);
  expect(refused[0]).toMatchObject({ reason: { code: 'SW_CPU_POOL_FULL', status: 503 } });
  await stop(5_000);
});

test('a signal takes a task out of the queue', async () => {
  const { pool, stop } = await opened({ threads: 1 });
  const leave = new AbortController();
  const running = pool.run({ ms: 100 });
  const waiting = pool.run({}, { signal: leave.signal });
  const reason = new Error('nobody waits any more');
  leave.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  expect(await running).toBeGreaterThan(0);
  await stop(5_000);
});

test('what runs may finish before the deadline of the stop, and is ended at it', async () => {
  const patient = await opened({ threads: 1 });
  const finishing = patient.pool.run({ ms: 200 });
  await patient.stop(5_000);
  expect(await finishing).toBeGreaterThan(0);

  const busy = await opened({ threads: 2 });
  const tasks = Promise.all(Array.from({ length: 6 }, (_, at) => busy.pool.run({ ms: at === 1 ? 500 : 10 })));
  await busy.stop(5_000);
  expect(await tasks).toHaveLength(6);

  const hasty = await opened({ threads: 1 });
  const cut = hasty.pool.run({ ms: 60_000 });
  const failed = expect(cut).rejects.toThrow(/terminat/i);
  await hasty.stop(50);
  await failed;
});

const program = [
  '--conditions=seaworthy-source',
  fileURLToPath(new URL('cpu-pool-program.ts', import.meta.url)),
];

test('a task that needs more than a thread may hold ends alone, whatever heap the process was given', () => {
  const output = execFileSync(process.execPath, ['--max-old-space-size=400', ...program, '64'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  expect(JSON.parse(output)).toMatchObject({ outcome: 'ERR_WORKER_OUT_OF_MEMORY', heapMiB: 64 });
});

test('under a memory limit the threads share what a process leaves of it, and the process outlives a task that takes more', (context) => {
  const group = makeMemoryGroup(256 * 2 ** 20);
  if (typeof group === 'string') return context.skip(group);
  onTestFinished(() => group.remove());
  const [command, args] = group.wrap([process.execPath, ...program]);
  const output = execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const found = JSON.parse(output) as { flags: string[] };
  expect(found).toMatchObject({ outcome: 'ERR_WORKER_OUT_OF_MEMORY', heapMiB: 64 });
  expect(found.flags.join(' ')).toMatch(/--max-old-space-size=\d+/);
  expect(group.oomKills()).toBe(0);
});
