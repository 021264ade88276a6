import { beforeEach, describe, expect, test } from 'vitest';
import type { SessionRecord, SessionStore } from '../../../src/stores/sessions/index.ts';
import { VirtualClock } from '../../../src/testing/index.ts';

/** What every store of sessions must do. `open` gives an empty one. */
export function describeSessionStore(open: (clock: VirtualClock) => Promise<SessionStore>): void {
  let store: SessionStore;
  const now = new VirtualClock().wallTime();
  beforeEach(async () => {
    store = await open(new VirtualClock());
  });

  const record = (fields: Partial<SessionRecord> = {}): SessionRecord => ({
    version: 1,
    userId: undefined,
    data: '{"cart":["ä\\n\\u0000"]}',
    createdAt: now,
    expiresAt: now + 60_000,
    superseded: false,
    ...fields,
  });

  describe('the store', () => {
    test('reads what was created, as it was', async () => {
      const created = record({ userId: 'ann "o\'x\n', expiresAt: now + 12_345_678 });
      await store.create('k', created);
      expect(await store.read('k')).toEqual(created);
      expect(await store.read('other')).toBeUndefined();
    });

    test('writes only on the version just before', async () => {
      await store.create('k', record());
      expect(await store.write('k', record({ version: 3, data: '"too new"' }))).toBe(false);
      expect(await store.write('k', record({ version: 2, data: '"next"', expiresAt: now + 90_000 }))).toBe(
        true,
      );
      expect(await store.write('k', record({ version: 2, data: '"too late"' }))).toBe(false);
      expect(await store.read('k')).toEqual(record({ version: 2, data: '"next"', expiresAt: now + 90_000 }));
    });

    test('of many writes on one version, one succeeds', async () => {
      await store.create('k', record());
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, (_, i) => store.write('k', record({ version: 2, data: String(i) }))),
      );
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect((await store.read('k'))?.data).toBe(String(outcomes.indexOf(true)));
    });

    test('writes nothing where there is nothing', async () => {
      expect(await store.write('k', record({ version: 2 }))).toBe(false);
      expect(await store.read('k')).toBeUndefined();
    });

    test('replaces in one step, or not at all', async () => {
      await store.create('old', record());
      const old = record({ version: 2, superseded: true });
      const fresh = record({ userId: 'ann' });
      const late = { key: 'old', record: record({ version: 3 }) };
      expect(await store.replace(late, { key: 'never', record: fresh })).toBe(false);
      expect(await store.replace({ key: 'old', record: old }, { key: 'new', record: fresh })).toBe(true);
      expect(await store.read('never')).toBeUndefined();
      expect(await store.read('old')).toEqual(old);
      expect(await store.read('new')).toEqual(fresh);
    });

    test('deletes one', async () => {
      await store.create('k', record({ userId: 'ann' }));
      await store.create('other', record());
      await store.delete('k');
      await store.delete('k');
      expect(await store.read('k')).toBeUndefined();
      expect(await store.read('other')).toEqual(record());
      expect(await store.list('ann')).toEqual([]);
    });

    test('lists the sessions of a user', async () => {
      await store.create('a', record({ userId: 'ann' }));
      await store.create('b', record({ userId: 'bob' }));
      await store.create('c', record());
      await store.replace(
        { key: 'c', record: record({ version: 2, superseded: true, userId: 'ann' }) },
        { key: 'd', record: record({ userId: 'ann', createdAt: now + 1, expiresAt: now + 70_000 }) },
      );
      const entries = await store.list('ann');
      expect(entries.toSorted((a, b) => a.createdAt - b.createdAt)).toEqual([
        { key: 'a', createdAt: now, expiresAt: now + 60_000 },
        { key: 'd', createdAt: now + 1, expiresAt: now + 70_000 },
      ]);
    });

    test('deletes those of a user, those just replaced as well', async () => {
      await store.create('a', record({ userId: 'ann' }));
      await store.create('b', record({ userId: 'bob' }));
      await store.create('c', record({ userId: 'ann' }));
      await store.create('e', record({ userId: 'ann' }));
      await store.replace(
        { key: 'c', record: record({ version: 2, superseded: true, userId: 'ann' }) },
        { key: 'd', record: record({ userId: 'ann' }) },
      );
      await store.deleteOfUser('ann', 'e');
      expect((await store.list('ann')).map(({ key }) => key)).toEqual(['e']);
      await store.deleteOfUser('ann');
      for (const key of ['a', 'c', 'd', 'e']) expect(await store.read(key)).toBeUndefined();
      expect(await store.read('b')).toEqual(record({ userId: 'bob' }));
    });

    test('keeps nothing of what has expired, and all of what has not', async () => {
      await store.create('live', record({ expiresAt: now + 1, userId: 'ann' }));
      const count = await store.deleteExpired(now);
      expect(count).toBe(0);
      expect(await store.read('live')).toBeDefined();
      expect(await store.list('ann')).toHaveLength(1);
    });
  });
}
