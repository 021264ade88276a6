import { describe, expect, test } from 'vitest';
import { Browser, MINUTE_MS } from '../fixture.ts';
import type { Rig } from './rig.ts';

/** A new id with every login. */
export function describeLogin(rig: Rig): void {
  describe('a login', () => {
    test('goes on under a new id, with what the visitor had', async () => {
      const browser = new Browser();
      await rig.buy(browser, 'tea');
      const before = browser.cookie;
      await browser.visit(rig.sessions, (session) => session.login('ann'));
      expect(browser.cookie).not.toBe(before);
      expect(await browser.visit(rig.sessions, ({ data, userId }) => [userId, data.cart])).toEqual([
        'ann',
        ['tea'],
      ]);
    });

    test('gains nothing for one who knew the id before (fixation)', async () => {
      const attacker = new Browser();
      await rig.buy(attacker, 'bait');
      const victim = new Browser(attacker.cookie);
      await victim.visit(rig.sessions, (session) => session.login('ann'));
      await victim.visit(rig.sessions, (session) => session.update((data) => void (data.note = 'private')));
      const seen = await rig.sessions.load(attacker.cookie);
      expect([seen.userId, seen.data.note]).toEqual([undefined, undefined]);
      await rig.clock.advance(MINUTE_MS);
      expect(await rig.cartOf(attacker)).toEqual([]);
      expect(await rig.userOf(victim)).toBe('ann');
    });

    test('does not hand one user the data of another', async () => {
      const browser = await rig.loggedIn('ann');
      await rig.buy(browser, 'tea');
      await browser.visit(rig.sessions, (session) => session.login('ann'));
      expect(await rig.cartOf(browser)).toEqual(['tea']);
      await browser.visit(rig.sessions, (session) => session.login('bob'));
      expect(await browser.visit(rig.sessions, ({ data, userId }) => [userId, data.cart])).toEqual([
        'bob',
        [],
      ]);
    });

    test('requests that were on their way neither change anything nor take the new cookie away', async () => {
      const browser = new Browser();
      await rig.buy(browser, 'tea');
      const late = new Browser(browser.cookie);
      await browser.visit(rig.sessions, (session) => session.login('ann'));
      expect(await rig.cartOf(late)).toEqual(['tea']);
      await expect(rig.buy(late, 'milk')).rejects.toMatchObject({
        code: 'SW_SESSION_GONE',
        status: 409,
        expose: true,
      });
      await expect(late.visit(rig.sessions, (session) => session.regenerate())).rejects.toMatchObject({
        status: 409,
      });
      await expect(late.visit(rig.sessions, (session) => session.destroy())).rejects.toMatchObject({
        status: 409,
      });
      expect(late.cookie).not.toBe(browser.cookie);
      expect(await rig.cartOf(browser)).toEqual(['tea']);
    });

    test('can be tried again where its answer was lost', async () => {
      const browser = new Browser();
      await rig.buy(browser, 'tea');
      await (await rig.sessions.load(browser.cookie)).login('ann');
      await browser.visit(rig.sessions, (session) => session.login('ann'));
      expect(await browser.visit(rig.sessions, ({ data, userId }) => [userId, data.cart])).toEqual([
        'ann',
        ['tea'],
      ]);
    });

    test('the id alone can be replaced, which does not prolong the session', async () => {
      const browser = await rig.loggedIn('ann');
      await rig.buy(browser, 'tea');
      await rig.clock.advance(MINUTE_MS);
      const before = browser.cookie;
      const setCookie = await browser.visit(rig.sessions, async (session) => {
        await session.regenerate();
        return session.setCookie;
      });
      expect(browser.cookie).not.toBe(before);
      expect(setCookie).toContain(`Max-Age=${12 * 60 * 60 - 60};`);
      expect(await browser.visit(rig.sessions, ({ data, userId }) => [userId, data.cart])).toEqual([
        'ann',
        ['tea'],
      ]);
    });
  });
}
