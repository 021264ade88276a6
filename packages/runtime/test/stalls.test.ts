/** After a stall of the event loop its timers run before its sockets are read: what has been answered meanwhile is no time-out. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock, timer, type Clock } from '../src/clock.ts';
import { createChecks } from '../src/probes/index.ts';
import { postgres } from '../src/stores/postgres/index.ts';
import { redis } from '../src/stores/redis/index.ts';
import { httpSender } from '../src/telemetry/otlp/http-sender.ts';
import { postgresMissing, PostgresServer } from './stores/postgres-server.ts';
import { RedisServer, redisMissing } from './stores/redis-server.ts';
import { started, testContext } from './stores/started.ts';

/** A clock whose timers wait until all of them are due at once. */
class StallingClock implements Clock {
  readonly #due = new Set<() => void>();

  now = () => systemClock.now();
  wallTime = () => systemClock.wallTime();
  sleep = (ms: number) => systemClock.sleep(ms);

  after(_ms: number, run: () => void) {
    this.#due.add(run);
    return timer(() => this.#due.delete(run));
  }

  /** Blocks the loop by `work`, and then runs what waits before any socket is read. */
  async stall(work: () => void): Promise<void> {
    await new Promise(setImmediate);
    // The phase of timers.
    await new Promise((resolve) => setTimeout(resolve, 0));
    work();
    this.fire();
  }

  fire(): void {
    const due = [...this.#due];
    this.#due.clear();
    for (const run of due) run();
  }
}

/** Blocks the event loop by a program that ends once a server has answered what it was sent before. */
function runProgram(program: string): void {
  execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd: import.meta.dirname });
}

test.skipIf(redisMissing !== '')(`a command of Redis${redisMissing}`, async () => {
  await using server = await RedisServer.start();
  const clock = new StallingClock();
  const client = await started(redis({ url: server.url }), { ...testContext(), clock });
  let answer: Promise<string> | undefined;
  await clock.stall(() => {
    answer = client.set('key', 'value');
    runProgram(`
      import { connect } from 'node:net';
      connect(${server.port}, '127.0.0.1').on('data', () => process.exit()).write('PING\\r\\n');`);
  });
  await expect(answer).resolves.toBe('OK');
});

test.skipIf(postgresMissing !== '')(`a statement of PostgreSQL${postgresMissing}`, async () => {
  await using server = await PostgresServer.start();
  const clock = new StallingClock();
  const pool = await started(postgres({ connection: server.url() }), { ...testContext(), clock });
  const client = await pool.connect();
  onTestFinished(() => client.release());
  let answer: Promise<unknown> | undefined;
  await clock.stall(() => {
    answer = client.query('create table answered ()');
    runProgram(`
      import pg from 'pg';
      const client = new pg.Client(${JSON.stringify(server.url())});
      await client.connect();
      for (let there = false; !there; )
        ({ there } = (await client.query("select to_regclass('answered') is not null as there")).rows[0]);
      await client.end();`);
  });
  await expect(answer).resolves.toMatchObject({ command: 'CREATE' });
});

test('a check', async () => {
  const clock = new StallingClock();
  const checks = createChecks({ clock, emit: () => {}, random: () => 0.5 });
  const { promise, resolve } = Promise.withResolvers<void>();
  checks.add({ name: 'db', run: () => promise });
  // Its answer is read in the turn in which its time is over.
  await clock.stall(() => setImmediate(resolve));
  await new Promise(setImmediate);
  expect(checks.results()).toMatchObject([{ name: 'db', status: 'passing' }]);
});

test('a collector’s answer', async () => {
  const clock = new StallingClock();
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      response.end();
      // The answer is in the other end's buffer, and not yet read.
      setImmediate(() => clock.fire());
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => server.close().closeAllConnections());
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const encoder = { contentType: 'text/plain', encode: (text: string) => Buffer.from(text) };
  using sender = httpSender(
    { endpoint: new URL(endpoint), headers: {}, gzip: false, authorities: undefined, requestTimeoutMs: 1000 },
    encoder,
    clock,
  );
  expect(await sender.send('batch', new AbortController().signal)).toMatchObject({ status: 200 });
});
