import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../../src/clock.ts';
import { Browser, openSessions } from '../fixture.ts';
import type { Rig } from './rig.ts';

/** No change is lost. */
export function describeConcurrency(rig: Rig): void {
  describe('requests of one session at the same time', () => {
    test('changes of different fields and of the same both stay', async () => {
      const browser = new Browser();
      await rig.buy(browser, 'tea');
      const [first, second] = [
        await rig.sessions.load(browser.cookie),
        await rig.sessions.load(browser.cookie),
      ];
      await first.update((data) => void (data.note = 'a gift'));
      expect(await second.update(({ cart }) => cart.push('milk'))).toBe(2);
      expect(second.data).toEqual({ cart: ['tea', 'milk'], visits: 0, note: 'a gift' });
      await first.update(({ cart }) => void cart.push('salt'));
      expect(await rig.cartOf(browser)).toEqual(['tea', 'milk', 'salt']);
    });

    test('of many changes at once, none is lost', async () => {
      const browser = new Browser();
      const concurrent = openSessions(rig.store, { clock: systemClock });
      const cart = () => browser.visit(concurrent, ({ data }) => data.cart);
      await browser.visit(concurrent, (session) => session.update((data) => void (data.note = 'begun')));
      // Each of four requests, all loaded before any change, makes some changes; the same thing may be bought twice.
      const requests = fc.array(fc.array(fc.string({ maxLength: 3 }), { maxLength: 5 }), { maxLength: 4 });
      const property = fc.asyncProperty(requests, async (requests) => {
        const bought = await cart();
        const sessions = await Promise.all(requests.map(() => concurrent.load(browser.cookie)));
        const changes = sessions.flatMap((session, request) =>
          (requests[request] ?? []).map((thing) => session.update(({ cart }) => cart.push(thing))),
        );
        const sizes = await Promise.all(changes);
        // Each was told of a size of its own.
        expect(new Set(sizes).size).toBe(changes.length);
        expect((await cart()).toSorted()).toEqual([...bought, ...requests.flat()].toSorted());
      });
      await fc.assert(property, { numRuns: 20 });
    });

    test('a change during a login is in the new session, or its request is told', async () => {
      for (let run = 0; run < 10; run++) {
        const concurrent = openSessions(rig.store, { clock: systemClock });
        const browser = new Browser();
        await browser.visit(concurrent, (session) => session.update(({ cart }) => void cart.push('tea')));
        const [one, other] = [await concurrent.load(browser.cookie), await concurrent.load(browser.cookie)];
        const [changed, login] = await Promise.allSettled([
          one.update(({ cart }) => void cart.push('milk')),
          other.login('ann'),
        ]);
        browser.hear(other);
        expect(login.status).toBe('fulfilled');
        const cart = await browser.visit(concurrent, ({ data }) => data.cart);
        if (changed.status === 'fulfilled') expect(cart).toEqual(['tea', 'milk']);
        else expect([changed.reason.code, changed.reason.status]).toEqual(['SW_SESSION_GONE', 409]);
      }
    });
  });
}
