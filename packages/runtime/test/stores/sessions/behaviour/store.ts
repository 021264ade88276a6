import { describe, expect, test } from 'vitest';
import type { SessionRecord } from '../../../../src/stores/sessions/index.ts';
import { VirtualClock } from '../../../../src/testing/index.ts';
import type { Rig } from './rig.ts';

/** What every store of sessions must do. */
export function describeSessionStore(rig: Rig): void {
  const now = new VirtualClock().wallTime();
  const record = (fields: Partial<SessionRecord> = {}): SessionRecord => ({
    version: 1,
    userId: undefined,
    data: '{"cart":["ä\\n\\u0000"]}',
    createdAt: now,
    expiresAt: now + 60_000,
    superseded: false,
    predecessor: undefined,
    ...fields,
  });

  describe('the store', () => {
    test('reads what was created, as it was', async () => {
      const created = record({ userId: 'ann "o\'x\n', expiresAt: now + 12_345_678 });
      await rig.store.create('k', created);
      expect(await rig.store.read('k')).toEqual(created);
      expect(await rig.store.read('other')).toBeUndefined();
      const visitor = record({ predecessor: 'k' });
      const user = record({ predecessor: 'k', userId: 'ann' });
      await rig.store.create('visitor', visitor);
      await rig.store.create('user', user);
      expect([await rig.store.read('visitor'), await rig.store.read('user')]).toEqual([visitor, user]);
    });

    test('writes only on the version just before', async () => {
      await rig.store.create('k', record());
      expect(await rig.store.write('k', record({ version: 3, data: '"too new"' }))).toBe(false);
      expect(
        await rig.store.write('k', record({ version: 2, data: '"next"', expiresAt: now + 90_000 })),
      ).toBe(true);
      expect(await rig.store.write('k', record({ version: 2, data: '"too late"' }))).toBe(false);
      expect(await rig.store.read('k')).toEqual(
        record({ version: 2, data: '"next"', expiresAt: now + 90_000 }),
      );
    });

    test('of many writes on one version, one succeeds', async () => {
      await rig.store.create('k', record());
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, (_, i) => rig.store.write('k', record({ version: 2, data: String(i) }))),
      );
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect((await rig.store.read('k'))?.data).toBe(String(outcomes.indexOf(true)));
    });

    test('writes nothing where there is nothing', async () => {
      expect(await rig.store.write('k', record({ version: 2 }))).toBe(false);
      expect(await rig.store.read('k')).toBeUndefined();
    });

    test('replaces in one step, or not at all', async () => {
      await rig.store.create('old', record());
      const old = record({ version: 2, superseded: true });
      const fresh = record({ userId: 'ann' });
      const late = { key: 'old', record: record({ version: 3 }) };
      expect(await rig.store.replace(late, { key: 'never', record: fresh })).toBe(false);
      expect(await rig.store.replace({ key: 'old', record: old }, { key: 'new', record: fresh })).toBe(true);
      expect(await rig.store.read('never')).toBeUndefined();
      expect(await rig.store.read('old')).toEqual(old);
      expect(await rig.store.read('new')).toEqual(fresh);
    });

    test('deletes one', async () => {
      await rig.store.create('k', record({ userId: 'ann' }));
      await rig.store.create('other', record());
      await rig.store.delete('k');
      await rig.store.delete('k');
      expect(await rig.store.read('k')).toBeUndefined();
      expect(await rig.store.read('other')).toEqual(record());
      expect(await rig.store.list('ann')).toEqual([]);
    });

    test('lists the sessions of a user', async () => {
      await rig.store.create('a', record({ userId: 'ann' }));
      await rig.store.create('b', record({ userId: 'bob' }));
      await rig.store.create('c', record());
      await rig.store.replace(
        { key: 'c', record: record({ version: 2, superseded: true, userId: 'ann' }) },
        { key: 'd', record: record({ userId: 'ann', createdAt: now + 1, expiresAt: now + 70_000 }) },
      );
      // One that has a new id is listed once.
      await rig.store.create('e', record({ userId: 'ann' }));
      await rig.store.replace(
        { key: 'e', record: record({ version: 2, superseded: true, userId: 'ann' }) },
        { key: 'f', record: record({ userId: 'ann', createdAt: now + 2 }) },
      );
      const entries = await rig.store.list('ann');
      expect(entries.toSorted((a, b) => a.createdAt - b.createdAt)).toEqual([
        { key: 'a', createdAt: now, expiresAt: now + 60_000 },
        { key: 'd', createdAt: now + 1, expiresAt: now + 70_000 },
        { key: 'f', createdAt: now + 2, expiresAt: now + 60_000 },
      ]);
    });

    test('deletes those of a user, those just replaced as well', async () => {
      await rig.store.create('a', record({ userId: 'ann' }));
      await rig.store.create('b', record({ userId: 'bob' }));
      await rig.store.create('c', record({ userId: 'ann' }));
      await rig.store.create('e', record({ userId: 'ann' }));
      await rig.store.replace(
        { key: 'c', record: record({ version: 2, superseded: true, userId: 'ann' }) },
        { key: 'd', record: record({ userId: 'ann' }) },
      );
      await rig.store.deleteOfUser('ann', 'e');
      expect((await rig.store.list('ann')).map(({ key }) => key)).toEqual(['e']);
      await rig.store.deleteOfUser('ann');
      for (const key of ['a', 'c', 'd', 'e']) expect(await rig.store.read(key)).toBeUndefined();
      expect(await rig.store.read('b')).toEqual(record({ userId: 'bob' }));
    });

    test('keeps nothing of what has expired, and all of what has not', async () => {
      // A server's own expiry runs by its own clock.
      await rig.store.create('live', record({ expiresAt: now + 60_000, userId: 'ann' }));
      const count = await rig.store.deleteExpired(now + 59_999);
      expect(count).toBe(0);
      expect(await rig.store.read('live')).toBeDefined();
      expect(await rig.store.list('ann')).toHaveLength(1);
    });
  });
}
