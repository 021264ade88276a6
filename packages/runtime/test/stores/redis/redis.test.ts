import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Secret } from '../../../src/config/index.ts';
import { createChecks } from '../../../src/probes/index.ts';
import { redis, type RedisOptions } from '../../../src/stores/redis/index.ts';
import { spawnService, VirtualClock } from '../../../src/testing/index.ts';
import { RedisSentinel } from '../redis-sentinel.ts';
import { RedisServer, redisMissing } from '../redis-server.ts';
import { started, stopped, testContext } from '../started.ts';

const unavailable = expect.objectContaining({ code: 'SW_STORE_UNAVAILABLE', status: 503 });

/** Resolves once the connection is lost. */
function lost(client: Redis): Promise<void> {
  return vi.waitFor(() => expect(client.status).not.toBe('ready'), { timeout: 10_000, interval: 5 });
}

/** Resolves once the server answers again. */
function recovered(client: Redis): Promise<unknown> {
  return vi.waitFor(() => client.ping(), { timeout: 10_000, interval: 20 });
}

describe.skipIf(redisMissing !== '')(`a Redis client${redisMissing}`, () => {
  test('waits at the start for a critical server', async () => {
    await using server = await RedisServer.down();
    const context = testContext();
    const starting = started(redis({ url: server.url }), context);
    await expect.poll(() => context.events.length).toBeGreaterThan(1);
    expect(context.events[0]).toMatchObject({ type: 'waiting', component: 'redis', attempt: 1 });
    expect(context.events[0]).toHaveProperty('error.message', expect.stringContaining('ECONNREFUSED'));
    await server.start();
    expect(await (await starting).ping()).toBe('PONG');
  });

  test('gives up waiting when the start is abandoned', async () => {
    await using server = await RedisServer.down();
    const context = testContext();
    const starting = started(redis({ url: server.url }), context);
    await expect.poll(() => context.events).not.toEqual([]);
    context.abandon(new Error('SIGTERM'));
    await expect(starting).rejects.toThrow('SIGTERM');
  });

  test('does not wait for a server that refuses the credentials', async () => {
    await using server = await RedisServer.start(['--requirepass', 'right']);
    const url = server.url.replace('//', '//:wrong@');
    await expect(started(redis({ url }))).rejects.toThrow(/WRONGPASS|NOAUTH/);
  });

  test('asks what tells its address for the password at each connection', async () => {
    await using server = await RedisServer.start(['--requirepass', 'first']);
    let password = 'first';
    const url = () => new Secret(server.url.replace('//', `//:${password}@`));
    const client = await started(redis({ url }));
    await client.config('SET', 'requirepass', 'second/%');
    password = 'second%2F%25';
    client.disconnect(true);
    await recovered(client);
    expect(await client.config('GET', 'requirepass')).toContain('second/%');
  });

  test('asks it for its duplicates too, which subscribe or block', async () => {
    await using server = await RedisServer.start(['--requirepass', 'first']);
    let password = 'first';
    const client = await started(redis({ url: () => server.url.replace('//', `//:${password}@`) }));
    const early = client.duplicate();
    await client.config('SET', 'requirepass', (password = 'second'));
    const late = client.duplicate();
    for (const copy of [early, late]) {
      copy.disconnect(true);
      await recovered(copy);
      copy.disconnect();
    }
  });

  test('goes on with those that it has where that throws, and by `client` where it tells none', async () => {
    await using server = await RedisServer.start(['--requirepass', 'first']);
    let tell = () => server.url.replace('//', '//:first@');
    const client = await started(redis({ url: () => tell(), client: { password: 'second' } }));
    const errors: unknown[] = [];
    client.on('error', (error) => errors.push(error));
    tell = () => {
      throw new Error('no file of credentials');
    };
    client.disconnect(true);
    await recovered(client);
    expect(errors).toEqual([new Error('no file of credentials')]);
    await client.config('SET', 'requirepass', 'second');
    tell = () => server.url;
    client.disconnect(true);
    await recovered(client);
  });

  test('starts without a server that is not critical, and connects once it is there', async () => {
    await using server = await RedisServer.down();
    const client = await started(redis({ url: server.url, critical: false }));
    await expect(client.get('key')).rejects.toEqual(unavailable);
    await server.start();
    await recovered(client);
  });

  test('fails at once while the server is down, keeps nothing for later, and recovers', async () => {
    await using server = await RedisServer.start();
    const client = await started(redis({ url: server.url }));
    await server.stop();
    await lost(client);
    await expect(client.incr('count')).rejects.toEqual(unavailable);
    await server.start();
    await recovered(client);
    expect(await client.get('count')).toBeNull();
  });

  test('does not send twice what a lost connection left unanswered', async () => {
    await using server = await RedisServer.start();
    const client = await started(redis({ url: server.url, client: { socketTimeout: 60_000 } }));
    server.hang();
    const unanswered = expect(client.incr('count')).rejects.toThrow();
    client.disconnect(true);
    await unanswered;
    server.resume();
    await recovered(client);
    // Sent it was, and carried out once at most.
    expect(Number(await client.get('count'))).toBeLessThanOrEqual(1);
  });

  test('gives up a server that hangs, with all that waits for it, and comes back', async () => {
    await using server = await RedisServer.start();
    const client = await started(redis({ url: server.url, commandTimeoutMs: 100 }));
    server.hang();
    onTestFinished(() => server.resume());
    await expect(client.get('key')).rejects.toThrow(/timed out/i);
    await lost(client);
    expect(client.commandQueue.length).toBe(0);
    await expect(client.get('key')).rejects.toEqual(unavailable);
    server.resume();
    await recovered(client);
  });

  test.each([60_000, Infinity])(
    'a command that blocks keeps its check waiting, and does not fail it (%d)',
    async (commandTimeoutMs) => {
      await using server = await RedisServer.start();
      const component = redis({ url: server.url, commandTimeoutMs });
      const client = await started(component);
      const clock = new VirtualClock();
      const checks = createChecks({ clock, emit: () => undefined });
      checks.add({
        ...component.check,
        name: 'redis',
        run: () => component.check?.run(client, testContext().signal),
      });
      await checks.decided();
      const popped = client.blpop('jobs', 0);
      await clock.advance(30_000);
      expect(checks.results()).toMatchObject([{ status: 'passing' }]);
      const operator = new Redis(server.url);
      onTestFinished(() => operator.disconnect());
      await operator.rpush('jobs', 'a');
      expect(await popped).toEqual(['jobs', 'a']);
      checks.stop();
    },
  );

  test('refuses more commands than may wait for an answer', async () => {
    await using server = await RedisServer.start();
    const client = await started(redis({ url: server.url, maxPending: 3 }));
    server.hang();
    const sent = [1, 2, 3, 4].map(() => client.get('key'));
    await expect(sent.pop()).rejects.toEqual(unavailable);
    server.resume();
    await expect(Promise.all(sent)).resolves.toEqual([null, null, null]);
  });

  test('connects anew after a failover left it with a replica', async () => {
    await using primary = await RedisServer.start();
    await using replica = await RedisServer.start();
    // What a Service or a DNS name does: it leads to another server than before.
    await using name = await startProxy(primary.port);
    const client = await started(redis({ url: name.url }));
    await client.set('key', 'before');
    const old = new Redis(primary.url);
    await old.replicaof('127.0.0.1', replica.port);
    await old.quit();
    name.lead(replica.port);
    await expect(client.set('key', 'refused')).rejects.toThrow('READONLY');
    await recovered(client);
    expect(await client.set('key', 'after')).toBe('OK');
  });

  test('follows a Sentinel to the server that it promotes when the primary dies', async () => {
    await using primary = await RedisServer.start();
    await using replica = await RedisServer.start();
    const operator = new Redis(replica.url);
    onTestFinished(() => operator.disconnect());
    await operator.replicaof('127.0.0.1', primary.port);
    await expect.poll(() => operator.info('replication')).toContain('link_status:up');
    await using sentinel = await RedisSentinel.start(primary.port);
    const client = await started(redis({ url: primary.url, client: sentinel.client }));
    await client.set('key', 'before');
    await client.wait(1, 0);
    await primary.stop();
    await lost(client);
    await vi.waitFor(() => client.set('other', 'after'), { timeout: 40_000, interval: 50 });
    expect(await operator.mget('key', 'other')).toEqual(['before', 'after']);
  });

  test('fails a command that a slow server answers late, and gives its answer to no other', async () => {
    await using server = await RedisServer.start();
    await using name = await startProxy(server.port);
    const client = await started(redis({ url: name.url, commandTimeoutMs: 500 }));
    await client.mset('early', 'early', 'late', 'late');
    name.hold();
    await expect(client.get('early')).rejects.toThrow(/timed out/i);
    name.release();
    await recovered(client);
    expect(await Promise.all(['late', 'early', 'none'].map((key) => client.get(key)))).toEqual([
      'late',
      'early',
      null,
    ]);
  });

  test('waits on stopping for what has been sent', async () => {
    await using server = await RedisServer.start();
    const component = redis({ url: server.url });
    const client = await component.start(testContext());
    const answer = client.get('key');
    await stopped(component, client);
    await expect(answer).resolves.toBeNull();
    expect(client.status).toBe('end');
  });

  test('stops by the deadline while the server hangs', async () => {
    await using server = await RedisServer.start();
    const component = redis({ url: server.url, client: { disconnectTimeout: 10 } });
    const client = await component.start(testContext());
    server.hang();
    await stopped(component, client, 50);
    await once(client, 'end');
    server.resume();
  });

  test('holds up no process that stops, server or none', async () => {
    await using server = await RedisServer.start();
    const client = await started(redis({ url: server.url }));
    const program = new URL('../cache/wrapping-service.ts', import.meta.url);
    for (const down of [false, true]) {
      // The others, for which it waits.
      await client.set('arrived', 2);
      await using service = spawnService(program, { env: { REDIS_URL: server.url } });
      await service.ready();
      if (down) await server.stop();
      service.kill('SIGTERM');
      expect(await service.exit).toEqual({ code: 0, signal: null });
      expect(service.lines.filter(({ event }) => event === 'lingering')).toEqual([]);
    }
  });

  test('is checked by a command of its own', async () => {
    await using server = await RedisServer.start();
    const options: RedisOptions = { url: server.url, critical: false };
    const { check } = redis(options);
    expect(check).toMatchObject({ critical: false });
    const client = await started(redis(options));
    await expect(check?.run(client, AbortSignal.abort())).resolves.toBe('PONG');
    await server.stop();
    await lost(client);
    await expect(check?.run(client, AbortSignal.abort())).rejects.toEqual(unavailable);
  });
});

/** Leads connections to one server, later to another; those that exist stay. Answers may be held up. */
async function startProxy(port: number) {
  let target = port;
  let passed: Promise<void> | undefined;
  let release = () => {};
  const sockets = new Set<Socket>();
  const server = createServer((inbound) => {
    const outbound = connect(target, '127.0.0.1');
    for (const socket of [inbound, outbound]) sockets.add(socket.on('error', () => socket.destroy()));
    inbound.pipe(outbound);
    const late = async function* (answers: AsyncIterable<Buffer>) {
      for await (const answer of answers) {
        await passed;
        yield answer;
      }
    };
    pipeline(outbound, late, inbound).catch(() => {});
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lead(next: number) {
      target = next;
    },
    /** Hands on no answer until {@link release}. */
    hold() {
      ({ promise: passed, resolve: release } = Promise.withResolvers<void>());
    },
    release: () => release(),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
