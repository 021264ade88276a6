import { expect, test } from 'vitest';
import { VirtualClock } from '../testing/virtual-clock.ts';
import type { MigrationClient } from './database.ts';
import { checkList } from './load.ts';
import { migrate } from './migrate.ts';
import type { MigrationSettings } from './settings.ts';

/** A migration over a database that nothing was applied to, and that answers as it is told to. */
function subject(connect: () => Promise<MigrationClient>, settings: MigrationSettings) {
  const clock = new VirtualClock();
  const migrating = migrate({
    service: 'shop',
    migrations: checkList([{ name: '1_it', sql: 'select 1' }]),
    database: { isOutage: () => true, connect: async (work) => work(await connect()) },
    settings,
    clock,
    emit: () => undefined,
    signal: new AbortController().signal,
  });
  const ended = Promise.allSettled([migrating]).then(([end]) => ({ at: clock.now(), end }));
  return { clock, ended };
}

test('a database that is down is waited for no longer than it was allowed', async () => {
  const { clock, ended } = subject(() => Promise.reject(new Error('down')), { databaseTimeoutMs: 1000 });
  await clock.advance(10_000);
  expect(await ended).toMatchObject({ at: 1000, end: { reason: { code: 'SW_SERVER_UNAVAILABLE' } } });
});

/** Another process has its turn; `onAsked` may throw instead of saying so. */
const busy = (onAsked: () => void) => async (): Promise<MigrationClient> => ({
  query: (text) =>
    Promise.try(() => {
      if (text.includes('pg_try_advisory_lock')) onAsked();
      return { rows: [] };
    }),
});

test('another process that migrates for too long is told of with how long that was', async () => {
  const { clock, ended } = subject(
    busy(() => undefined),
    { turnTimeoutMs: 90_000 },
  );
  await clock.advance(200_000);
  expect(await ended).toMatchObject({
    at: 90_000,
    end: { reason: { code: 'SW_MIGRATION_LOCKED', message: expect.stringContaining('for more than 90 s') } },
  });
});

test('another process that migrates for too long is told of where the server tells nobody who it is', async () => {
  const { clock, ended } = subject(
    async () => ({
      query: (text) =>
        text.includes('pg_locks') ? Promise.reject(new Error('denied')) : Promise.resolve({ rows: [] }),
    }),
    { turnTimeoutMs: 90_000 },
  );
  await clock.advance(200_000);
  expect(await ended).toMatchObject({
    at: 90_000,
    end: { reason: { code: 'SW_MIGRATION_LOCKED', message: expect.stringMatching(/for more than 90 s \(/) } },
  });
});

test('a connection that is lost while it waits for its turn is an outage', async () => {
  let asked = 0;
  const lost = busy(() => {
    asked++;
    throw new Error('lost');
  });
  const { clock, ended } = subject(lost, {});
  await clock.advance(10_000);
  expect(await ended).toMatchObject({ end: { reason: { code: 'SW_SERVER_UNAVAILABLE' } } });
  expect(asked).toBe(4);
});

test('a server that only reads, as one in a failover, is waited for as one that is down', async () => {
  const standby = async (): Promise<MigrationClient> => ({
    query: (text) =>
      text === 'begin'
        ? Promise.reject(Object.assign(new Error('read-only transaction'), { code: '25006' }))
        : Promise.resolve({ rows: [] }),
  });
  const { clock, ended } = subject(standby, { databaseTimeoutMs: 20_000 });
  await clock.advance(200_000);
  expect(await ended).toMatchObject({
    at: 20_000,
    end: { reason: { code: 'SW_SERVER_UNAVAILABLE', message: expect.stringContaining('read-only') } },
  });
});

test('one that came to only read under long work is waited for as long', async () => {
  const readOnly = () => Promise.reject(Object.assign(new Error('read-only transaction'), { code: '25006' }));
  let worked = false;
  const demoted = async (): Promise<MigrationClient> => ({
    async query(text) {
      if (text === 'begin' && worked) await readOnly();
      if (text === 'select 1') {
        worked = true;
        await clock.sleep(100_000);
        await readOnly();
      }
      return { rows: text.includes('from seaworthy_migrations') ? [] : [{ taken: true, id: '7' } as never] };
    },
  });
  const { clock, ended } = subject(demoted, { databaseTimeoutMs: 20_000 });
  await clock.advance(500_000);
  expect(await ended).toMatchObject({
    at: 120_000,
    end: { reason: { code: 'SW_SERVER_UNAVAILABLE', message: expect.stringContaining('read-only') } },
  });
});

/** A database whose connection answers by `answer`, and is cut by the signal. */
function answering(answer: (text: string) => Promise<object[]>) {
  const clock = new VirtualClock();
  const migrating = migrate({
    service: 'shop',
    migrations: checkList([{ name: '1_it', sql: 'select 1' }]),
    database: {
      isOutage: () => false,
      connect(work, signal) {
        const cut = Promise.withResolvers<never>();
        signal.addEventListener('abort', () => cut.reject(signal.reason));
        const query = async (text: string) => ({ rows: (await answer(text)) as never[] });
        return Promise.race([work({ query }), cut.promise]);
      },
    },
    clock,
    emit: () => undefined,
    signal: new AbortController().signal,
  });
  const ended = Promise.allSettled([migrating]).then(([end]) => ({ at: clock.now(), end }));
  return { clock, ended };
}

test('a server that vanishes without a word is an outage soon, and not when TCP gives up', async () => {
  let asked = 0;
  const { clock, ended } = answering(() => {
    asked++;
    return new Promise<never>(() => {});
  });
  await clock.advance(300_000);
  expect(await ended).toMatchObject({
    at: 120_000,
    end: {
      reason: { code: 'SW_SERVER_UNAVAILABLE', message: expect.stringContaining('no answer within 30 s') },
    },
  });
  expect(asked).toBe(4);
});

test.each(['select 1', 'commit'])('what a migration does may take long: %s', async (slow) => {
  let begun = false;
  const { clock, ended } = answering(async (text) => {
    begun ||= text === 'select 1';
    if (begun && text === slow) await clock.sleep(100_000);
    return text.includes('from seaworthy_migrations') ? [] : [{ taken: true, id: '7' }];
  });
  await clock.advance(500_000);
  expect(await ended).toMatchObject({ end: { value: ['1_it'] } });
});
