import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { redis } from '../../../src/stores/redis/index.ts';
import { redisSessionStore } from '../../../src/stores/sessions/index.ts';
import { VirtualClock } from '../../../src/testing/index.ts';
import { redisMissing, RedisServer } from '../redis-server.ts';
import { started } from '../started.ts';
import { Browser, MINUTE_MS, openSessions } from './fixture.ts';
import { describeSessions } from './behaviour/index.ts';

describe.skipIf(redisMissing !== '')(`on Redis${redisMissing}`, () => {
  let server: RedisServer;
  let client: Redis;
  beforeAll(async () => {
    server = await RedisServer.start();
    client = new Redis(server.url);
  });
  afterAll(async () => {
    client.disconnect();
    await server.stop();
  });

  const open = async (clock: VirtualClock) => redisSessionStore(client, { prefix: randomUUID(), clock });
  describeSessions(open);

  test('a session and the index of its user go when it has expired', async () => {
    await client.flushall();
    const sessions = openSessions(redisSessionStore(client), { clock: systemClock });
    await new Browser().visit(sessions, (session) => session.login('ann'));
    for (const key of await client.keys('*')) {
      const ttl = await client.pttl(key);
      expect(ttl).toBeGreaterThan(29 * MINUTE_MS);
      expect(ttl).toBeLessThanOrEqual(30 * MINUTE_MS);
    }
    expect(await client.dbsize()).toBe(2);
  });

  test('the index of a user lives as long as the last of their sessions', async () => {
    await client.flushall();
    const store = redisSessionStore(client);
    for (const [index, idleMs] of [30 * MINUTE_MS, 60 * MINUTE_MS, MINUTE_MS].entries()) {
      const sessions = openSessions(store, { clock: systemClock, idleMs });
      await new Browser().visit(sessions, (session) => session.login('ann'));
      const lives = await Promise.all((await client.keys('*')).map((key) => client.pttl(key)));
      expect(Math.max(...lives)).toBeGreaterThan((index === 0 ? 29 : 59) * MINUTE_MS);
      // One of the sessions and the index.
      expect(lives.filter((ms) => ms > Math.max(...lives) - 1_000)).toHaveLength(2);
    }
  });

  test('a server that has forgotten the scripts is given them again', async () => {
    const sessions = openSessions(redisSessionStore(client, { prefix: randomUUID() }), {
      clock: systemClock,
    });
    const browser = new Browser();
    await browser.visit(sessions, (session) => session.login('ann'));
    await client.script('FLUSH');
    await browser.visit(sessions, (session) => session.update((data) => void (data.visits += 1)));
    expect(await browser.visit(sessions, ({ data }) => data.visits)).toBe(1);
  });

  test('a prefix that the client puts before keys is minded', async () => {
    const prefixed = new Redis(server.url, { keyPrefix: 'shop:' });
    const sessions = openSessions(redisSessionStore(prefixed), { clock: systemClock });
    const browser = new Browser();
    await browser.visit(sessions, (session) => session.login('ann'));
    expect(await client.keys('shop:session:*')).toHaveLength(2);
    await sessions.revokeUser('ann');
    expect(await browser.visit(sessions, ({ userId }) => userId)).toBeUndefined();
    prefixed.disconnect();
  });

  test('a server that takes no writes, as with a full memory or disk, still tells who is logged in', async () => {
    const clock = new VirtualClock();
    const sessions = openSessions(redisSessionStore(client, { prefix: randomUUID(), clock }), { clock });
    const browser = new Browser();
    await browser.visit(sessions, (session) => session.login('ann'));
    await client.config('SET', 'min-replicas-to-write', 1);
    onTestFinished(async () => void (await client.config('SET', 'min-replicas-to-write', 0)));
    // Its last use is written anew only after a while.
    await clock.advance(10 * MINUTE_MS);
    expect(await browser.visit(sessions, ({ userId }) => userId)).toBe('ann');
    const change = browser.visit(sessions, (session) => session.update((data) => void (data.visits += 1)));
    await expect(change).rejects.toMatchObject({ code: 'SW_SESSION_STORE', status: 503 });
  });

  test('a server that hangs is told as such, and its sessions are there when it goes on', async () => {
    const guarded = await started(redis({ url: server.url }));
    const sessions = openSessions(redisSessionStore(guarded, { prefix: randomUUID() }), {
      clock: systemClock,
    });
    const browser = new Browser();
    await browser.visit(sessions, (session) => session.login('ann'));
    server.hang();
    onTestFinished(() => server.resume());
    const visit = () => browser.visit(sessions, ({ userId }) => userId);
    for (let request = 0; request < 3; request++)
      await expect(visit()).rejects.toMatchObject({ code: 'SW_SESSION_STORE', status: 503 });
    server.resume();
    await vi.waitFor(async () => expect(await visit()).toBe('ann'), 10_000);
  });
});
