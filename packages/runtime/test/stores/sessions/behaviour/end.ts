import { describe, expect, test } from 'vitest';
import { Browser, MINUTE_MS } from '../fixture.ts';
import type { Rig } from './rig.ts';

/** Logout and revocation. */
export function describeEnd(rig: Rig): void {
  describe('an end', () => {
    test('at logout: the cookie goes, and a request on its way can change nothing', async () => {
      const browser = await rig.loggedIn('ann');
      const late = await rig.sessions.load(browser.cookie);
      const stolen = new Browser(browser.cookie);
      await browser.visit(rig.sessions, (session) => session.destroy());
      expect(browser.cookie).toBeUndefined();
      expect(await rig.userOf(stolen)).toBeUndefined();
      await expect(late.update((data) => void (data.visits += 1))).rejects.toMatchObject({
        code: 'SW_SESSION_GONE',
      });
      await expect(late.login('ann')).rejects.toMatchObject({ code: 'SW_SESSION_GONE' });
      expect(await rig.userOf(stolen)).toBeUndefined();
    });

    test('at logout or by its key: the ids that it had before end with it', async () => {
      const ends = [
        (browser: Browser) => browser.visit(rig.sessions, (session) => session.destroy()),
        (browser: Browser) => browser.visit(rig.sessions, ({ key = '' }) => rig.sessions.revoke(key)),
      ];
      for (const end of ends) {
        const browser = await rig.loggedIn('ann');
        const first = new Browser(browser.cookie);
        await browser.visit(rig.sessions, (session) => session.login('ann'));
        const second = new Browser(browser.cookie);
        await browser.visit(rig.sessions, (session) => session.regenerate());
        const all = [first, second, browser];
        const users = () => Promise.all(all.map((each) => rig.userOf(each)));
        expect(await users()).toEqual(['ann', 'ann', 'ann']);
        await end(browser);
        expect(await users()).toEqual([undefined, undefined, undefined]);
      }
    });

    test('after which a change begins a new session', async () => {
      const browser = await rig.loggedIn('ann');
      await browser.visit(rig.sessions, async (session) => {
        await session.destroy();
        await session.update((data) => void (data.note = 'goodbye'));
      });
      expect(await browser.visit(rig.sessions, ({ data, userId }) => [userId, data.note])).toEqual([
        undefined,
        'goodbye',
      ]);
    });

    test('one can be revoked: they are listed, the newest first', async () => {
      const here = await rig.loggedIn('ann');
      await rig.clock.advance(1);
      const there = await rig.loggedIn('ann');
      const entries = await rig.sessions.list('ann');
      const [own, others] = await Promise.all(
        [here, there].map((browser) => browser.visit(rig.sessions, ({ key }) => key)),
      );
      expect(entries.map(({ key }) => key)).toEqual([others, own]);
      for (const { key } of entries) if (key !== own) await rig.sessions.revoke(key);
      expect([await rig.userOf(here), await rig.userOf(there)]).toEqual(['ann', undefined]);
      expect((await rig.sessions.list('ann')).map(({ key }) => key)).toEqual([own]);
    });

    test('all of a user can be revoked, or all but one', async () => {
      const [here, there, bob] = [
        await rig.loggedIn('ann'),
        await rig.loggedIn('ann'),
        await rig.loggedIn('bob'),
      ];
      await here.visit(rig.sessions, ({ key }) => rig.sessions.revokeUser('ann', { except: key }));
      expect([await rig.userOf(here), await rig.userOf(there), await rig.userOf(bob)]).toEqual([
        'ann',
        undefined,
        'bob',
      ]);
      await rig.sessions.revokeUser('ann');
      expect([await rig.userOf(here), await rig.userOf(bob)]).toEqual([undefined, 'bob']);
      expect(await rig.sessions.list('ann')).toEqual([]);
    });

    test('an id that was replaced a moment ago is revoked as well', async () => {
      const browser = await rig.loggedIn('ann');
      const old = new Browser(browser.cookie);
      await browser.visit(rig.sessions, (session) => session.regenerate());
      expect(await rig.userOf(old)).toBe('ann');
      await rig.sessions.revokeUser('ann');
      expect([await rig.userOf(old), await rig.userOf(browser)]).toEqual([undefined, undefined]);
    });

    test('what has expired is listed no more', async () => {
      await rig.loggedIn('ann');
      await rig.clock.advance(20 * MINUTE_MS);
      await rig.loggedIn('ann');
      await rig.clock.advance(20 * MINUTE_MS);
      expect(await rig.sessions.list('ann')).toHaveLength(1);
    });
  });
}
