import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startLoad } from './load.ts';
import { page, pidOf, readyTimes, runSeveral, until } from './several.ts';
import { freePort } from '../stores/free-port.ts';

const CLIENTS = 12;

// Each starts up to seven processes from source.
vi.setConfig({ testTimeout: 180_000 });

test('a process that is killed under load loses its own requests in flight, and is replaced', async () => {
  await using service = runSeveral();
  await service.ready();
  const load = startLoad(await service.url(), '/', CLIENTS);
  const killed = pidOf(service, 1);
  await until(
    async () => load.results.length,
    () => load.results.length > 200,
  );
  process.kill(killed, 'SIGKILL');
  await readyTimes(service, 1, 2);
  const replaced = load.results.length;
  await until(
    async () => load.results.length,
    () => load.results.length > replaced + 200,
  );
  await load.stop();
  const failed = load.results.filter(({ error }) => error !== undefined);
  expect(failed.length).toBeLessThanOrEqual(CLIENTS);
  const pids = new Set(load.results.slice(replaced).map(({ pid }) => pid));
  expect(pids).toContain(String(pidOf(service, 2)));
  expect(pids).not.toContain(String(killed));
  expect(await service.line(({ event }) => event === 'process.exited')).toMatchObject({
    process: 1,
    signal: 'SIGKILL',
    expected: false,
  });
  service.kill('SIGTERM');
  expect((await service.exit).code).toBe(0);
});

test('while one is replaced the service is degraded and ready; where none serves it is not', async () => {
  // Where none is left to hold it, a port that the kernel chose is another the next time.
  const port = await freePort();
  const gate = join(tmpdir(), `several-gate-${port}`);
  await using service = runSeveral({ PORT: String(port), START_GATE: gate });
  await service.ready();
  // The service is ready with the first of them; one that is killed before it has told so is never heard.
  await readyTimes(service, 1, 1);
  await readyTimes(service, 2, 1);
  const admin = await service.adminUrl();
  // A replacement may be ready before the test has looked.
  writeFileSync(gate, '');
  onTestFinished(() => rmSync(gate, { force: true }));
  process.kill(pidOf(service, 1), 'SIGKILL');
  await service.line(({ event, to }) => event === 'state' && to === 'degraded');
  expect((await page(`${admin}/readyz`)).status).toBe(200);
  process.kill(pidOf(service, 2), 'SIGKILL');
  await until(
    () => page(`${admin}/readyz`),
    ({ status }) => status === 503,
  );
  rmSync(gate);
  await readyTimes(service, 1, 2);
  await readyTimes(service, 2, 2);
  await until(
    () => page(`${admin}/readyz`),
    ({ status }) => status === 200,
  );
  expect((await page(await service.url())).status).toBe(200);
});

test('where the kernel can start no other, the rest serve on', async (context) => {
  await using service = runSeveral();
  await service.ready();
  await readyTimes(service, 2, 1);
  const { error, status } = spawnSync('prlimit', ['--pid', String(service.pid), '--nofile=10:']);
  context.skip(error !== undefined || status !== 0, 'prlimit(1) is not there');
  process.kill(pidOf(service, 1), 'SIGKILL');
  expect(await service.line(({ event }) => event === 'process.failed')).toMatchObject({ process: 1 });
  expect((await page(await service.url())).status).toBe(200);
  service.kill('SIGTERM');
  expect((await service.exit).code).toBe(0);
});

test('an uncaught error ends its own process only', async () => {
  await using service = runSeveral();
  await service.ready();
  const { pid } = await page(`${await service.url()}/crash`);
  const exited = await service.line(({ event }) => event === 'process.exited');
  expect(exited).toMatchObject({ child_pid: Number(pid), code: 1, expected: false });
  await readyTimes(service, Number(exited['process']), 2);
  service.kill('SIGTERM');
  expect((await service.exit).code).toBe(0);
});

test('a process that dies again and again ends the service with 1, and the other drains', async () => {
  await using service = runSeveral();
  await service.ready();
  for (let life = 1; life <= 5; life++) {
    await readyTimes(service, 1, life);
    process.kill(pidOf(service, 1), 'SIGKILL');
    await service.line(() => service.lines.filter(({ event }) => event === 'process.exited').length >= life);
  }
  expect((await service.exit).code).toBe(1);
  expect(JSON.stringify(service.lines)).toContain('SW_PROCESS_LOOP');
  expect(service.lines.filter(({ msg }) => msg === 'thing released')).toHaveLength(1);
});

test('one process that is told to end loses nothing under load', async () => {
  // There, idle connections are kept until their next request.
  await using service = runSeveral({ SEAWORTHY_DRAIN_DELAY: '300ms', KUBERNETES_SERVICE_HOST: '10.0.0.1' });
  await service.ready();
  const load = startLoad(await service.url(), '/', CLIENTS);
  await until(
    async () => load.results.length,
    () => load.results.length > 200,
  );
  for (let times = 2; times <= 3; times++) {
    process.kill(pidOf(service, 1), 'SIGTERM');
    await readyTimes(service, 1, times);
  }
  await load.stop();
  expect(load.results.filter(({ error }) => error !== undefined)).toEqual([]);
});

test('a rolling update under load loses nothing', async () => {
  await using old = runSeveral({ SEAWORTHY_DRAIN_DELAY: '3s' });
  await using next = runSeveral();
  await Promise.all([old.ready(), next.ready()]);
  const load = startLoad(await old.url(), '/', CLIENTS);
  const slow = startLoad(await old.url(), '/slow', CLIENTS);
  await until(
    async () => load.results.length,
    () => load.results.length > 200,
  );
  old.kill('SIGTERM');
  await old.line(({ event, to }) => event === 'state' && to === 'draining');
  const asked = load.results.length;
  // As a proxy that hears of the removed endpoint late.
  await until(
    async () => load.results.length,
    () => load.results.length > asked + 100,
  );
  for (const each of [load, slow]) each.turnTo(await next.url());
  expect(await old.exit).toEqual({ code: 0, signal: null });
  await Promise.all([load.stop(), slow.stop()]);
  const results = [...load.results, ...slow.results];
  expect(results.filter(({ error }) => error !== undefined)).toEqual([]);
  const pids = new Set(results.map(({ pid }) => pid));
  for (const service of [old, next])
    for (const number of [1, 2]) expect(pids).toContain(String(pidOf(service, number)));
});
