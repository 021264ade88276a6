import { createServer, type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { spawnService } from '@seaworthy/runtime/testing';
import { page, pidOf, readyTimes, runSeveral, until } from './several.ts';

test('two processes serve one port behind one set of probes, and end together with 0', async () => {
  await using service = runSeveral();
  await service.ready();
  const [url, admin] = [await service.url(), await service.adminUrl()];
  const pids = new Set<string>();
  await until(
    async () => Promise.all(Array.from({ length: 8 }, () => page(`${url}/slow`))),
    (pages) => {
      for (const { pid } of pages) pids.add(pid);
      return pids.size === 2;
    },
  );
  expect(new Set([...pids].map(Number))).toEqual(new Set([pidOf(service, 1), pidOf(service, 2)]));
  for (const path of ['/startupz', '/livez', '/readyz'])
    expect((await page(`${admin}${path}`)).status).toBe(200);
  service.kill('SIGTERM');
  expect(await service.exit).toEqual({ code: 0, signal: null });
  expect(service.lines.filter(({ msg }) => msg === 'thing released')).toHaveLength(2);
  expect(service.stderr()).toBe('');
});

test.each([3, 1])('the status %i that the program has set in its processes is that of all', async (code) => {
  await using service = runSeveral({ EXIT_CODE: String(code) });
  await service.ready();
  service.kill('SIGTERM');
  expect(await service.exit).toEqual({ code, signal: null });
  expect(service.lines.filter(({ level }) => level !== 'info' && level !== 'warn')).toEqual([]);
  expect(service.lines.filter(({ msg }) => msg === 'thing released')).toHaveLength(2);
});

test('a job that is done ends all with 0, and is not run again', async () => {
  await using service = runSeveral({ JOB: 'true' });
  expect(await service.exit).toEqual({ code: 0, signal: null });
  expect(service.lines.filter(({ msg }) => msg === 'job ran')).toHaveLength(1);
  expect(service.lines.filter(({ msg }) => msg === 'thing released')).toHaveLength(2);
  expect(service.lines).toContainEqual(
    expect.objectContaining({ event: 'state', to: 'draining', reason: 'the job is done' }),
  );
});

test('a process alone has no primary', async () => {
  await using service = runSeveral({ SEAWORTHY_PROCESSES: '1' });
  await service.ready();
  expect((await page(await service.url())).pid).toBe(String(service.pid));
  expect(JSON.stringify(service.lines)).not.toContain('"process');
});

test('auto is one process in development', async () => {
  await using service = runSeveral({ SEAWORTHY_PROCESSES: 'auto' });
  await service.ready();
  expect((await page(await service.url())).pid).toBe(String(service.pid));
});

test('describe knows nothing of processes but the variable', async () => {
  await using service = spawnService(new URL('service.ts', import.meta.url), {
    env: { SEAWORTHY_PROCESSES: '2' },
    args: ['describe'],
  });
  expect((await service.exit).code).toBe(0);
  expect(service.stdout()).toContain('SEAWORTHY_PROCESSES');
});

test('a signal during the start ends all and exits with 70', async () => {
  await using service = runSeveral({ HANG_IN_START: 'true' });
  await service.line(({ msg, process }) => msg === 'hanging' && process === 2);
  expect((await page(`${await service.adminUrl()}/readyz`)).status).toBe(503);
  service.kill('SIGTERM');
  expect(await service.exit).toEqual({ code: 70, signal: null });
});

test('a start that fails exits with its own code', async () => {
  await using service = runSeveral({ CRASH_IN_START: 'true' });
  expect(await service.exit).toEqual({ code: 69, signal: null });
  expect(JSON.stringify(service.lines)).toContain('no luck');
});

test('a port in use exits with 69 and says which', async () => {
  await using taken = createServer().listen(0);
  const { port } = taken.address() as AddressInfo;
  await using service = runSeveral({ PORT: String(port) });
  expect((await service.exit).code).toBe(69);
  expect(JSON.stringify(service.lines)).toContain('SW_PORT_IN_USE');
});

test('a refused configuration exits with 78, and is told once', async () => {
  await using service = runSeveral({ CRASH_IN_START: 'perhaps' });
  expect((await service.exit).code).toBe(78);
  expect(service.lines.filter(({ level }) => level === 'fatal')).toHaveLength(1);
});

test.each(['0', 'many', '2.5', '1000'])('%s processes are refused', async (number) => {
  await using service = runSeveral({ SEAWORTHY_PROCESSES: number });
  expect((await service.exit).code).toBe(78);
  expect(JSON.stringify(service.lines)).toContain('SEAWORTHY_PROCESSES must be auto');
});

test('SIGHUP comes to all processes where they listen to it, and then ends none', async () => {
  await using service = runSeveral({ HEAR_HANGUP: 'true' });
  await service.ready();
  service.kill('SIGHUP');
  for (const number of [1, 2])
    await service.line(({ msg, process }) => msg === 'hung up' && process === number);
  expect((await page(await service.url())).status).toBe(200);
  service.kill('SIGTERM');
  expect(await service.exit).toEqual({ code: 0, signal: null });
});

test('a second signal ends all at once with 76', async () => {
  await using service = runSeveral({ SEAWORTHY_DRAIN_DELAY: '20s' });
  await service.ready();
  service.kill('SIGTERM');
  await service.line(({ event, to, process }) => event === 'state' && to === 'draining' && process === 2);
  service.kill('SIGTERM');
  expect(await service.exit).toEqual({ code: 76, signal: null });
  for (const number of [1, 2]) expect(() => process.kill(pidOf(service, number), 0)).toThrow('ESRCH');
});

test('what still runs at the deadline is named by its process, and the exit code is 75', async () => {
  await using service = runSeveral({ SEAWORTHY_GRACE_PERIOD: '3s' });
  await service.ready();
  const request = page(`${await service.url()}/hang`).catch((error: unknown) => error);
  await page(await service.url());
  service.kill('SIGTERM');
  expect((await service.exit).code).toBe(75);
  expect(JSON.stringify(service.lines.filter(({ event }) => event === 'drain.aborted'))).toContain(
    'GET /hang',
  );
  expect(await request).toBeInstanceOf(Error);
});

test('after a fault in the primary the others abort what still runs, and are let release what they hold', async () => {
  await using service = runSeveral();
  await service.ready();
  const request = page(`${await service.url()}/hang`).catch((error: unknown) => error);
  await page(await service.url());
  service.kill('SIGUSR2');
  expect((await service.exit).code).toBe(1);
  expect(await request).toBeInstanceOf(Error);
  expect(service.lines.filter(({ event }) => event === 'drain.aborted')).toMatchObject([
    { what: [expect.stringContaining('GET /hang')] },
  ]);
  expect(service.lines.filter(({ msg }) => msg === 'thing released')).toHaveLength(2);
});

test('a process that can’t obey is killed at the deadline of all, and the service ends in order', async () => {
  await using service = runSeveral({
    SEAWORTHY_GRACE_PERIOD: '3s',
    LOG_LEVEL: 'debug',
    // Else it would be killed in the end for having stalled.
    STALL_THRESHOLD_MS: '600000',
  });
  await service.ready();
  await readyTimes(service, 1, 1);
  await readyTimes(service, 2, 1);
  const stalled = Number((await page(`${await service.url()}/stall`)).pid);
  onTestFinished(() => killIfAlive(stalled));
  service.kill('SIGTERM');
  expect(await service.exit).toEqual({ code: 75, signal: null });
  const ofPrimary = service.lines.filter((line) => line['process'] === undefined || 'child_pid' in line);
  const ends = ofPrimary.filter(({ event }) => event === 'process.exited');
  expect(ends).toMatchObject([
    { code: 0, expected: true },
    { child_pid: stalled, signal: 'SIGKILL', expected: true },
  ]);
  // When the deadline is, and that it leaves room within the grace period, is arithmetic (`primaryBudgets`): it was in force.
  const stage = ofPrimary.find(
    (line) => line['event'] === 'drain.stage' && line['stage'] === 'in-flight work',
  );
  expect(stage?.['budget_ms']).toBeLessThanOrEqual(2_250);
  expect(ofPrimary.at(-1)).toMatchObject({ event: 'state', to: 'stopped' });
});

test('a stalled process fails liveness, though the others serve on', async () => {
  await using service = runSeveral();
  await service.ready();
  const [url, admin] = [await service.url(), await service.adminUrl()];
  const stalled = await page(`${url}/stall`);
  // It could not hear that the others have gone.
  onTestFinished(() => killIfAlive(Number(stalled.pid)));
  const answer = await until(
    () => page(`${admin}/livez`),
    ({ status }) => status === 503,
  );
  expect(answer.text).toMatch(/^process [12] has been stalled for \d+ ms/);
  for (let request = 0; request < 20; request++) expect((await page(url)).pid).not.toBe(stalled.pid);
  killIfAlive(Number(stalled.pid));
});

test('when the primary is killed the others finish their requests and end', async () => {
  await using service = runSeveral({ SEAWORTHY_DRAIN_DELAY: '100ms' });
  await service.ready();
  const pids = [pidOf(service, 1), pidOf(service, 2)];
  await readyTimes(service, 2, 1);
  // Its head has come, its end has not.
  const response = await fetch(`${await service.url()}/begun`);
  service.kill('SIGKILL');
  expect(await response.text()).toBe('hello 1');
  await until(
    async () => pids.filter(isAlive),
    (alive) => alive.length === 0,
  );
});

function killIfAlive(pid: number): void {
  if (isAlive(pid)) process.kill(pid, 'SIGKILL');
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
