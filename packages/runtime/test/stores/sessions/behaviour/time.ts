import { describe, expect, test } from 'vitest';
import { MINUTE_MS, openSessions, spied } from '../fixture.ts';
import type { Rig } from './rig.ts';

/** Idle and absolute ends. */
export function describeTime(rig: Rig): void {
  describe('time', () => {
    test('a session that is not used ends, one that is used goes on', async () => {
      const [used, unused] = [await rig.loggedIn('ann'), await rig.loggedIn('bob')];
      for (let minutes = 0; minutes < 60; minutes += 10) {
        await rig.clock.advance(10 * MINUTE_MS);
        expect(await rig.userOf(used)).toBe('ann');
      }
      expect(await rig.userOf(unused)).toBeUndefined();
      await rig.clock.advance(30 * MINUTE_MS);
      expect(await rig.userOf(used)).toBeUndefined();
    });

    test('a change is a use', async () => {
      const browser = await rig.loggedIn('ann');
      const session = await rig.sessions.load(browser.cookie);
      await rig.clock.advance(29 * MINUTE_MS);
      await session.update((data) => void (data.visits += 1));
      await rig.clock.advance(29 * MINUTE_MS);
      expect(await rig.userOf(browser)).toBe('ann');
    });

    test('however much it is used, it ends after its absolute time', async () => {
      const browser = await rig.loggedIn('ann');
      for (let minutes = 10; minutes < 12 * 60; minutes += 10) {
        await rig.clock.advance(10 * MINUTE_MS);
        expect(await rig.userOf(browser)).toBe('ann');
      }
      await rig.clock.advance(10 * MINUTE_MS - 1);
      expect(await rig.userOf(browser)).toBe('ann');
      await rig.clock.advance(1);
      expect(await rig.userOf(browser)).toBeUndefined();
      // A new login begins anew.
      await browser.visit(rig.sessions, (session) => session.login('ann'));
      await rig.clock.advance(10 * MINUTE_MS);
      expect(await rig.userOf(browser)).toBe('ann');
    });

    test('a login within a session begins its absolute time anew', async () => {
      const browser = await rig.loggedIn('ann');
      const use = async (hours: number) => {
        for (let minutes = 0; minutes < 60 * hours; minutes += 10) {
          await rig.clock.advance(10 * MINUTE_MS);
          expect(await rig.userOf(browser)).toBe('ann');
        }
      };
      await use(11);
      await browser.visit(rig.sessions, (session) => session.login('ann'));
      await use(11);
    });

    test('stricter settings hold for sessions that have begun', async () => {
      const browser = await rig.loggedIn('ann');
      await rig.clock.advance(5 * MINUTE_MS);
      const stricter = openSessions(rig.store, {
        clock: rig.clock,
        idleMs: MINUTE_MS,
        absoluteMs: 5 * MINUTE_MS,
      });
      expect(await browser.visit(stricter, ({ userId }) => userId)).toBeUndefined();
    });

    test('the last use is written once a minute at most', async () => {
      const { store: spy, calls } = spied(rig.store);
      const watched = openSessions(spy, { clock: rig.clock });
      const browser = await rig.loggedIn('ann');
      for (let seconds = 0; seconds < 180; seconds += 10) {
        await rig.clock.advance(10_000);
        await browser.visit(watched, ({ data }) => data);
      }
      expect(calls.filter(([method]) => method === 'write')).toHaveLength(3);
      expect(calls.filter(([method]) => method === 'read')).toHaveLength(18);
    });
  });
}
