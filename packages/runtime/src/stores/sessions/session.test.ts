import { expect, test } from 'vitest';
import { Secret } from '../../config/index.ts';
import { VirtualClock } from '../../testing/index.ts';
import { createSessions, memorySessionStore, type SessionsOptions, type SessionStore } from './index.ts';

const sessionsOf = (options: Partial<SessionsOptions<{ count: number }>> = {}) =>
  createSessions({
    store: memorySessionStore(true),
    keys: () => [new Secret('k'.repeat(32))],
    initial: () => ({ count: 0 }),
    ...options,
  });

test.each([
  { idleMs: 0 },
  { idleMs: 1000, absoluteMs: 999 },
  { absoluteMs: Infinity },
  { idleMs: 1000, touchMs: 1000 },
  { touchMs: 0 },
  { idleMs: Number.NaN },
])('times that make no sense are refused: %j', (options) => {
  expect(() => sessionsOf(options)).toThrow(expect.objectContaining({ code: 'SW_SESSION_SETTINGS' }));
});

test.each([[[]], [[new Secret('short')]]])('keys that cannot sign are refused before any request', (keys) => {
  expect(() => sessionsOf({ keys: () => keys })).toThrow(
    expect.objectContaining({ code: 'SW_SESSION_SETTINGS', where: 'keys of sessions' }),
  );
});

test('a change that is asynchronous is refused, and nothing of it stays', async () => {
  const session = await sessionsOf().load(undefined);
  const change = session.update(async (data) => {
    data.count = 1;
    throw new Error('nobody hears of it');
  });
  await expect(change).rejects.toMatchObject({ code: 'SW_SESSION_SETTINGS', where: 'session.update' });
  expect([session.data.count, session.setCookie]).toEqual([0, undefined]);
});

test('what was read of a session before a change is read anew after it', async () => {
  const session = await sessionsOf().load(undefined);
  expect(session.data.count).toBe(0);
  await session.update((data) => void (data.count = 1));
  expect(session.data.count).toBe(1);
  await session.destroy();
  expect(session.data.count).toBe(0);
});

test('a change that others always get ahead of is given up', async () => {
  const clock = new VirtualClock();
  let writes = 0;
  const store: SessionStore = {
    ...memorySessionStore(true),
    async write() {
      writes += 1;
      return false;
    },
  };
  const session = await sessionsOf({ store, clock }).load(undefined);
  await session.update((data) => void (data.count = 1));
  const outcome = expect(session.update((data) => ++data.count)).rejects.toMatchObject({
    code: 'SW_SESSION_CONFLICT',
    status: 503,
    headers: { 'retry-after': '1' },
  });
  await clock.advance(10_000);
  await outcome;
  expect(writes).toBe(50);
});

test('a store that is down is told as such, never as a visitor who is not logged in', async () => {
  const refused = new Error('connect ECONNREFUSED');
  let isDown = false;
  const working = memorySessionStore(true);
  const store = new Proxy(working, {
    get:
      (target, method: keyof SessionStore) =>
      async (...args: never[]) => {
        if (isDown) throw refused;
        return (target[method] as (...args: never[]) => unknown)(...args);
      },
  });
  const sessions = sessionsOf({ store });
  const session = await sessions.load(undefined);
  await session.login('ann');
  const [cookie] = session.setCookie?.split(';') ?? [];
  isDown = true;
  const asked: (() => Promise<unknown>)[] = [
    () => sessions.load(cookie),
    () => session.update((data) => ++data.count),
    () => session.login('ann'),
    () => session.regenerate(),
    () => session.destroy(),
    () => sessions.list('ann'),
    () => sessions.revoke(session.key ?? ''),
    () => sessions.revokeUser('ann'),
    () => sessions.deleteExpired(),
  ];
  for (const ask of asked)
    await expect(ask()).rejects.toMatchObject({ code: 'SW_SESSION_STORE', status: 503, cause: refused });
  expect([session.userId, session.setCookie?.split(';')[0]]).toEqual(['ann', cookie]);
  // A visitor without a cookie needs no store.
  expect((await sessions.load('theme=dark')).userId).toBeUndefined();
  isDown = false;
  expect((await sessions.load(cookie)).userId).toBe('ann');
});

test('the store in memory is refused where its sessions would be missed', () => {
  expect(() => memorySessionStore(false)).toThrow(
    expect.objectContaining({ code: 'SW_EMBEDDED_STORE', where: 'DATABASE_URL or REDIS_URL is not set' }),
  );
});
