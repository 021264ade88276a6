import { describe, expect, test } from 'vitest';
import { Browser, openSessions, spied } from '../fixture.ts';
import type { Rig } from './rig.ts';

/** What a session keeps, and when. */
export function describeSession(rig: Rig): void {
  describe('a session', () => {
    test('is stored, and told the browser, with its first change', async () => {
      const { store: spy, calls } = spied(rig.store);
      const session = await openSessions(spy, { clock: rig.clock }).load(undefined);
      expect([session.data, session.userId, session.key]).toEqual([
        { cart: [], visits: 0 },
        undefined,
        undefined,
      ]);
      expect(await session.update(({ cart }) => cart.length)).toBe(0);
      expect([calls, session.setCookie]).toEqual([[], undefined]);
      expect(await session.update(({ cart }) => cart.push('tea'))).toBe(1);
      expect(calls.map(([method]) => method)).toEqual(['create']);
      expect(session.setCookie).toMatch(
        /^__Host-session=[\w-]{32}\.[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      );
    });

    test('is there again in the next request, without another cookie', async () => {
      const browser = new Browser();
      await rig.buy(browser, 'tea');
      const session = await rig.sessions.load(`theme=dark; ${browser.cookie}; __Host-session=`);
      expect([session.data.cart, session.setCookie]).toEqual([['tea'], undefined]);
      await session.update((data) => void (data.note = 'ä'));
      expect(session.setCookie).toBeUndefined();
      expect(await browser.visit(rig.sessions, ({ data }) => data)).toEqual({
        cart: ['tea'],
        visits: 0,
        note: 'ä',
      });
    });

    test('reads fields that a newer release has brought from the initial data', async () => {
      const browser = new Browser();
      await rig.buy(browser, 'tea');
      const newer = openSessions(rig.store, {
        clock: rig.clock,
        initial: () => ({ cart: [], visits: 0, note: 'new' }),
      });
      expect(await browser.visit(newer, ({ data }) => data)).toEqual({
        cart: ['tea'],
        visits: 0,
        note: 'new',
      });
    });

    test('two changes by one request begin one session', async () => {
      const browser = new Browser();
      await browser.visit(rig.sessions, (session) =>
        Promise.all(['tea', 'milk'].map((thing) => session.update(({ cart }) => void cart.push(thing)))),
      );
      expect(await rig.cartOf(browser)).toEqual(['tea', 'milk']);
    });

    test('a change that throws changes nothing', async () => {
      const browser = new Browser();
      await rig.buy(browser, 'tea');
      const session = await rig.sessions.load(browser.cookie);
      const failing = session.update(({ cart }) => {
        cart.push('milk');
        throw new Error('sold out');
      });
      await expect(failing).rejects.toThrow('sold out');
      expect(session.data.cart).toEqual(['tea']);
      expect(await rig.cartOf(browser)).toEqual(['tea']);
    });

    test('never reaches the store by its id', async () => {
      const { store: spy, calls } = spied(rig.store);
      const watched = openSessions(spy, { clock: rig.clock });
      const browser = new Browser();
      await browser.visit(watched, (session) => session.update((data) => void (data.visits += 1)));
      await browser.visit(watched, (session) => session.login('ann'));
      await browser.visit(watched, ({ data }) => data);
      const [, id = ''] = /=(.*?)\./.exec(browser.cookie ?? '') ?? [];
      expect(id).toHaveLength(32);
      expect(JSON.stringify(calls)).not.toContain(id);
      expect(calls.length).toBeGreaterThan(2);
    });
  });
}
