import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { defineService, type App, type HttpHandler } from '../../src/index.ts';
import { VirtualClock } from '../../src/testing/index.ts';
import { gate, RawClient } from '../http/fixture.ts';

/** Starts a service in this process, under a virtual clock. */
// oxlint-disable-next-line typescript/no-generated-empty-object-type -- without `config` there are no own variables
function begin(start: (app: App<Record<never, never>>) => unknown, env: NodeJS.ProcessEnv = {}) {
  const clock = new VirtualClock();
  const service = defineService({
    name: 'subject',
    version: '1.0.0',
    async start(app) {
      await start(app);
      return { listener: (_request, response) => response.end('ok') };
    },
  });
  const started = service.start({
    clock,
    env: { PORT: '0', ADMIN_PORT: '0', LOG_LEVEL: 'fatal', LOG_FORMAT: 'json', ...env },
  });
  return { clock, started };
}

test('workers are told to finish as the drain begins', async () => {
  const begun = Promise.withResolvers<AbortSignal>();
  const { clock, started } = begin(
    (app) =>
      app.worker('waits', {}, async ({ finish }) => {
        begun.resolve(finish);
        await new Promise((resolve) => finish.addEventListener('abort', resolve));
      }),
    { SEAWORTHY_DRAIN_DELAY: '5s' },
  );
  const service = await started;
  const finish = await begun.promise;
  expect(finish.aborted).toBe(false);
  const stopped = service.stop();
  expect(finish.aborted).toBe(true);
  await clock.advance(5_000);
  expect(await stopped).toEqual({ exitCode: 0, aborted: [] });
});

test('a job that is done before the start is ends the service once it is, and is not run again', async () => {
  const checked = Promise.withResolvers<void>();
  const done = Promise.withResolvers<void>();
  const states: string[] = [];
  let runs = 0;
  const { started } = begin((app) => {
    app.on((event) => event.type === 'state' && states.push(`${event.to}: ${event.reason}`));
    app.check({ name: 'db', run: () => checked.promise });
    app.worker('job', {}, () => {
      runs++;
      app.stop('the job is done');
      app.stop();
      done.resolve();
    });
  });
  await done.promise;
  // Without that it would be run again in each of them.
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect([states, runs]).toEqual([[], 1]);
  checked.resolve();
  const service = await started;
  expect(await service.ended).toEqual({ exitCode: 0, aborted: [] });
  expect(states.slice(0, 2)).toEqual(['ready: started', 'draining: the job is done']);
  expect(runs).toBe(1);
});

test('a service that ends itself stops at once, and no more where it stops already', async () => {
  let end = () => {};
  const { clock, started } = begin((app) => void (end = () => app.stop()), { SEAWORTHY_DRAIN_DELAY: '5s' });
  const service = await started;
  end();
  expect((await fetch(`${service.adminUrl}/readyz`)).status).toBe(503);
  const stopped = service.stop();
  end();
  await clock.advance(5_000);
  expect(await stopped).toEqual({ exitCode: 0, aborted: [] });
});

test('a service that has ended leaves nothing behind that waits for the end of the process', async () => {
  const before = process.listenerCount('exit');
  const service = await begin(() => undefined).started;
  await service.stop();
  expect(process.listenerCount('exit')).toBe(before);
});

test('a service that only works in the background listens for probes alone, and a handler contradicts it', async () => {
  const env = { ADMIN_PORT: '0', LOG_LEVEL: 'fatal', LOG_FORMAT: 'json' };
  const define = (start: () => HttpHandler | void) =>
    defineService({ name: 'subject', version: '1.0.0', ports: { http: false }, start });
  await using running = await define(() => undefined).start({ env });
  expect(running.url).toBeUndefined();
  expect((await fetch(`${running.adminUrl}/readyz`)).status).toBe(200);
  const contradicting = define(() => ({ fetch: () => new Response('hello') }));
  await expect(contradicting.start({ env })).rejects.toMatchObject({ code: 'SW_DEFINITION' });
});

test('a service listens and is ready once each critical check has a result', async () => {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  const seen: string[] = [];
  const { started } = begin((app) => {
    app.on((event) => {
      if (event.type === 'check') seen.push(`${event.check} ${event.to}`);
      if (event.type === 'state') seen.push(event.to);
      if (event.type === 'listening' && event.name === 'http') seen.push('listening');
    });
    app.check({
      name: 'db',
      run() {
        asked.resolve();
        return answer.promise;
      },
    });
  });
  await asked.promise;
  // A listener on a port of this machine is up within a few turns.
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(seen).toEqual([]);
  answer.resolve();
  await using _service = await started;
  expect(seen.filter((it) => !it.startsWith('memory'))).toEqual(['db passing', 'listening', 'ready']);
});

test('the check of a component counts for readiness, under its name', async () => {
  const { started } = begin((app) =>
    app.use({
      name: 'db',
      start: () => 'pool',
      check: {
        run(pool) {
          throw new Error(`${pool} is gone`);
        },
      },
    }),
  );
  await using service = await started;
  const readiness = await fetch(`${service.adminUrl}/readyz`);
  expect([readiness.status, await readiness.text()]).toEqual([503, 'waiting for db\n']);
});

test('a check that is under way as the service ends is given up', async () => {
  let asked: AbortSignal | undefined;
  const { started } = begin((app) =>
    app.check({
      name: 'db',
      critical: false,
      run(signal) {
        asked = signal;
        return new Promise(() => undefined);
      },
    }),
  );
  const service = await started;
  expect(asked?.aborted).toBe(false);
  await service.stop();
  expect(asked?.aborted).toBe(true);
});

test('metrics tell of each worker how often it did its work, and when last', async () => {
  const { clock, started } = begin((app) => {
    app.worker('sweep', { everyMs: 600_000 }, () => undefined);
    app.worker('consume', {}, ({ finish }) => once(finish, 'abort'));
  });
  const service = await started;
  const metrics = async () => (await fetch(`${service.adminUrl}/metrics`)).text();
  await expect.poll(metrics).toMatch(/^seaworthy_worker_runs_total\{worker="sweep"\} 1$/m);
  expect(await metrics()).toMatch(/^seaworthy_worker_runs_total\{worker="consume"\} 0$/m);
  expect(await metrics()).toMatch(/^seaworthy_worker_last_success_timestamp_seconds\{worker="sweep"\} \d+/m);
  expect(await metrics()).not.toContain('last_success_timestamp_seconds{worker="consume"');
  const stopped = service.stop();
  await clock.advance(5_000);
  await stopped;
});

test('a worker that is stuck degrades the service, which serves on', async () => {
  const states: string[] = [];
  const { clock, started } = begin((app) => {
    app.on((event) => event.type === 'state' && states.push(`${event.to}: ${event.reason}`));
    app.worker('slow', { everyMs: 600_000, stuckAfterMs: 60_000 }, () => clock.sleep(120_000));
  });
  await using service = await started;
  await clock.advance(59_000);
  expect(states).toEqual(['ready: started']);
  await clock.advance(20_000);
  expect(states.at(-1)).toBe('degraded: worker slow');
  expect((await fetch(`${service.adminUrl}/readyz`)).status).toBe(200);
  await clock.advance(60_000);
  expect(states.at(-1)).toBe('ready: all checks pass');
});

test('what the definition says of its listener holds', async () => {
  const clock = new VirtualClock();
  const held = gate();
  const service = await defineService({
    name: 'subject',
    version: '1.0.0',
    http: {
      http2: false,
      limits: { maxBodyBytes: 4 },
      bodies: { 'POST /large': { maxBytes: 8 } },
      load: { routes: { '/alone': { maxInFlight: 1 } } },
      drain: { idleHoldMs: 10_000 },
    },
    start: () => ({
      async listener(request, response) {
        if (request.url === '/alone') await held.opened;
        response.end('ok');
      },
    }),
  }).start({ clock, env: { PORT: '0', ADMIN_PORT: '0', LOG_LEVEL: 'fatal', LOG_FORMAT: 'json' } });
  const connect = () => RawClient.to(Number(new URL(service.url ?? '').port));
  const post = async (path: string) =>
    (await fetch(service.url + path, { method: 'POST', body: '12345' })).status;
  expect([await post('/'), await post('/large')]).toEqual([413, 200]);
  const alone = await connect();
  alone.get('/alone');
  const metrics = async () => (await fetch(`${service.adminUrl}/metrics`)).text();
  await expect.poll(metrics).toMatch(/^http_server_active_requests\{.*"GET".*\} 1$/m);
  expect((await fetch(`${service.url}/alone`)).status).toBe(429);
  held.open();
  await alone.until(/ok/);
  expect(await metrics()).toMatch(/^http_server_request_duration_seconds_count\{.*"413".*\} 1$/m);
  await (await connect()).send('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n').until(/400 Bad Request/);
  const stopped = service.stop();
  await clock.advance(5_000);
  expect(await alone.get().until(/ok/)).toMatch(/connection: close/i);
  await clock.advance(10_000);
  expect(await stopped).toEqual({ exitCode: 0, aborted: [] });
});

test('a level of the log that is changed in a file is in force', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-level-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'app.yaml');
  writeFileSync(file, 'LOG_LEVEL: fatal');
  let level = () => '';
  const { clock, started } = begin((app) => void (level = () => app.log.level), {
    LOG_LEVEL: undefined,
    CONFIG_FILE: file,
  });
  await using _service = await started;
  expect(level()).toBe('fatal');
  writeFileSync(file, 'LOG_LEVEL: error');
  await clock.advance(10_000);
  expect(level()).toBe('error');
});

test.each([
  ['in Kubernetes, where a proxy holds them', { KUBERNETES_SERVICE_HOST: '10.0.0.1' }, true],
  ['and not elsewhere', { SEAWORTHY_DRAIN_DELAY: '5s' }, false],
])('idle connections are kept for their next request %s', async (_, env, kept) => {
  const { clock, started } = begin(() => undefined, env);
  const service = await started;
  const client = await RawClient.to(Number(new URL(service.url ?? '').port));
  await client.get().until(/ok/);
  const stopped = service.stop();
  await clock.advance(5_000);
  if (kept) expect(await client.get().until(/ok/)).toMatch(/connection: close/i);
  await client.toEnd();
  await stopped;
});
