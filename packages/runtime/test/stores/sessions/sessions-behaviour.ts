import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import type { Sessions, SessionStore } from '../../../src/stores/sessions/index.ts';
import { VirtualClock } from '../../../src/testing/index.ts';
import { Browser, MINUTE_MS, openSessions, spied, type Shopping } from './fixture.ts';

/** What sessions do on whatever store. `open` gives an empty one. */
export function describeSessions(open: (clock: VirtualClock) => Promise<SessionStore>): void {
  let store: SessionStore;
  let clock: VirtualClock;
  let sessions: Sessions<Shopping>;
  beforeEach(async () => {
    clock = new VirtualClock();
    store = await open(clock);
    sessions = openSessions(store, { clock });
  });

  const buy = (browser: Browser, ...things: string[]) =>
    browser.visit(sessions, (session) => session.update(({ cart }) => void cart.push(...things)));
  const cartOf = (browser: Browser) => browser.visit(sessions, ({ data }) => data.cart);
  const userOf = (browser: Browser) => browser.visit(sessions, ({ userId }) => userId);
  const loggedIn = async (userId: string) => {
    const browser = new Browser();
    await browser.visit(sessions, (session) => session.login(userId));
    return browser;
  };

  describe('a session', () => {
    test('is stored, and told the browser, with its first change', async () => {
      const { store: spy, calls } = spied(store);
      const session = await openSessions(spy, { clock }).load(undefined);
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
      await buy(browser, 'tea');
      const session = await sessions.load(`theme=dark; ${browser.cookie}; __Host-session=`);
      expect([session.data.cart, session.setCookie]).toEqual([['tea'], undefined]);
      await session.update((data) => void (data.note = 'ä'));
      expect(session.setCookie).toBeUndefined();
      expect(await browser.visit(sessions, ({ data }) => data)).toEqual({
        cart: ['tea'],
        visits: 0,
        note: 'ä',
      });
    });

    test('reads fields that a newer release has brought from the initial data', async () => {
      const browser = new Browser();
      await buy(browser, 'tea');
      const newer = openSessions(store, { clock, initial: () => ({ cart: [], visits: 0, note: 'new' }) });
      expect(await browser.visit(newer, ({ data }) => data)).toEqual({
        cart: ['tea'],
        visits: 0,
        note: 'new',
      });
    });

    test('two changes by one request begin one session', async () => {
      const browser = new Browser();
      await browser.visit(sessions, (session) =>
        Promise.all(['tea', 'milk'].map((thing) => session.update(({ cart }) => void cart.push(thing)))),
      );
      expect(await cartOf(browser)).toEqual(['tea', 'milk']);
    });

    test('a change that throws changes nothing', async () => {
      const browser = new Browser();
      await buy(browser, 'tea');
      const session = await sessions.load(browser.cookie);
      const failing = session.update(({ cart }) => {
        cart.push('milk');
        throw new Error('sold out');
      });
      await expect(failing).rejects.toThrow('sold out');
      expect(session.data.cart).toEqual(['tea']);
      expect(await cartOf(browser)).toEqual(['tea']);
    });

    test('never reaches the store by its id', async () => {
      const { store: spy, calls } = spied(store);
      const watched = openSessions(spy, { clock });
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

  describe('requests of one session at the same time', () => {
    test('changes of different fields and of the same both stay', async () => {
      const browser = new Browser();
      await buy(browser, 'tea');
      const [first, second] = [await sessions.load(browser.cookie), await sessions.load(browser.cookie)];
      await first.update((data) => void (data.note = 'a gift'));
      expect(await second.update(({ cart }) => cart.push('milk'))).toBe(2);
      expect(second.data).toEqual({ cart: ['tea', 'milk'], visits: 0, note: 'a gift' });
      await first.update(({ cart }) => void cart.push('salt'));
      expect(await cartOf(browser)).toEqual(['tea', 'milk', 'salt']);
    });

    test('whatever the interleaving, no change is lost', async () => {
      const change = fc.record({ request: fc.nat(3), thing: fc.string({ maxLength: 3 }) });
      await fc.assert(
        fc.asyncProperty(fc.array(fc.array(change, { maxLength: 5 }), { maxLength: 4 }), async (rounds) => {
          const concurrent = openSessions(store, { clock: systemClock });
          const browser = new Browser();
          await browser.visit(concurrent, (session) => session.update((data) => void (data.note = 'begun')));
          const requests = await Promise.all(
            Array.from({ length: 4 }, () => concurrent.load(browser.cookie)),
          );
          for (const round of rounds) {
            const results = await Promise.all(
              round.map(({ request, thing }) =>
                requests[request]?.update((data) => {
                  data.cart.push(thing);
                  return ++data.visits;
                }),
              ),
            );
            // Each request was told of a count of its own.
            expect(new Set(results).size).toBe(round.length);
          }
          const { cart, visits } = await browser.visit(concurrent, ({ data }) => data);
          expect(cart.toSorted()).toEqual(
            rounds
              .flat()
              .map(({ thing }) => thing)
              .sort(),
          );
          expect(visits).toBe(rounds.flat().length);
        }),
        { numRuns: 25 },
      );
    });

    test('a change during a login is in the new session, or its request is told', async () => {
      for (let run = 0; run < 10; run++) {
        const concurrent = openSessions(store, { clock: systemClock });
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

  describe('a login', () => {
    test('goes on under a new id, with what the visitor had', async () => {
      const browser = new Browser();
      await buy(browser, 'tea');
      const before = browser.cookie;
      await browser.visit(sessions, (session) => session.login('ann'));
      expect(browser.cookie).not.toBe(before);
      expect(await browser.visit(sessions, ({ data, userId }) => [userId, data.cart])).toEqual([
        'ann',
        ['tea'],
      ]);
    });

    test('gains nothing for one who knew the id before (fixation)', async () => {
      const attacker = new Browser();
      await buy(attacker, 'bait');
      const victim = new Browser(attacker.cookie);
      await victim.visit(sessions, (session) => session.login('ann'));
      await victim.visit(sessions, (session) => session.update((data) => void (data.note = 'private')));
      const seen = await sessions.load(attacker.cookie);
      expect([seen.userId, seen.data.note]).toEqual([undefined, undefined]);
      await clock.advance(MINUTE_MS);
      expect(await cartOf(attacker)).toEqual([]);
      expect(await userOf(victim)).toBe('ann');
    });

    test('does not hand one user the data of another', async () => {
      const browser = await loggedIn('ann');
      await buy(browser, 'tea');
      await browser.visit(sessions, (session) => session.login('ann'));
      expect(await cartOf(browser)).toEqual(['tea']);
      await browser.visit(sessions, (session) => session.login('bob'));
      expect(await browser.visit(sessions, ({ data, userId }) => [userId, data.cart])).toEqual(['bob', []]);
    });

    test('requests that were on their way neither change anything nor take the new cookie away', async () => {
      const browser = new Browser();
      await buy(browser, 'tea');
      const late = new Browser(browser.cookie);
      await browser.visit(sessions, (session) => session.login('ann'));
      expect(await cartOf(late)).toEqual(['tea']);
      await expect(buy(late, 'milk')).rejects.toMatchObject({ code: 'SW_SESSION_GONE', status: 409 });
      await expect(late.visit(sessions, (session) => session.regenerate())).rejects.toMatchObject({
        status: 409,
      });
      expect(late.cookie).not.toBe(browser.cookie);
      expect(await cartOf(browser)).toEqual(['tea']);
    });

    test('can be tried again where its answer was lost', async () => {
      const browser = new Browser();
      await buy(browser, 'tea');
      await (await sessions.load(browser.cookie)).login('ann');
      await browser.visit(sessions, (session) => session.login('ann'));
      expect(await browser.visit(sessions, ({ data, userId }) => [userId, data.cart])).toEqual([
        'ann',
        ['tea'],
      ]);
    });

    test('the id alone can be replaced, which does not prolong the session', async () => {
      const browser = await loggedIn('ann');
      await buy(browser, 'tea');
      await clock.advance(MINUTE_MS);
      const before = browser.cookie;
      const setCookie = await browser.visit(sessions, async (session) => {
        await session.regenerate();
        return session.setCookie;
      });
      expect(browser.cookie).not.toBe(before);
      expect(setCookie).toContain(`Max-Age=${12 * 60 * 60 - 60};`);
      expect(await browser.visit(sessions, ({ data, userId }) => [userId, data.cart])).toEqual([
        'ann',
        ['tea'],
      ]);
    });
  });

  describe('time', () => {
    test('a session that is not used ends, one that is used goes on', async () => {
      const [used, unused] = [await loggedIn('ann'), await loggedIn('bob')];
      for (let minutes = 0; minutes < 60; minutes += 10) {
        await clock.advance(10 * MINUTE_MS);
        expect(await userOf(used)).toBe('ann');
      }
      expect(await userOf(unused)).toBeUndefined();
      await clock.advance(30 * MINUTE_MS);
      expect(await userOf(used)).toBeUndefined();
    });

    test('a change is a use', async () => {
      const browser = await loggedIn('ann');
      const session = await sessions.load(browser.cookie);
      await clock.advance(29 * MINUTE_MS);
      await session.update((data) => void (data.visits += 1));
      await clock.advance(29 * MINUTE_MS);
      expect(await userOf(browser)).toBe('ann');
    });

    test('however much it is used, it ends after its absolute time', async () => {
      const browser = await loggedIn('ann');
      for (let minutes = 10; minutes < 12 * 60; minutes += 10) {
        await clock.advance(10 * MINUTE_MS);
        expect(await userOf(browser)).toBe('ann');
      }
      await clock.advance(10 * MINUTE_MS - 1);
      expect(await userOf(browser)).toBe('ann');
      await clock.advance(1);
      expect(await userOf(browser)).toBeUndefined();
      // A new login begins anew.
      await browser.visit(sessions, (session) => session.login('ann'));
      await clock.advance(10 * MINUTE_MS);
      expect(await userOf(browser)).toBe('ann');
    });

    test('stricter settings hold for sessions that have begun', async () => {
      const browser = await loggedIn('ann');
      await clock.advance(5 * MINUTE_MS);
      const stricter = openSessions(store, { clock, idleMs: MINUTE_MS, absoluteMs: 5 * MINUTE_MS });
      expect(await browser.visit(stricter, ({ userId }) => userId)).toBeUndefined();
    });

    test('the last use is written once a minute at most', async () => {
      const { store: spy, calls } = spied(store);
      const watched = openSessions(spy, { clock });
      const browser = await loggedIn('ann');
      for (let seconds = 0; seconds < 180; seconds += 10) {
        await clock.advance(10_000);
        await browser.visit(watched, ({ data }) => data);
      }
      expect(calls.filter(([method]) => method === 'write')).toHaveLength(3);
      expect(calls.filter(([method]) => method === 'read')).toHaveLength(18);
    });
  });

  describe('an end', () => {
    test('at logout: the cookie goes, and a request on its way can change nothing', async () => {
      const browser = await loggedIn('ann');
      const late = await sessions.load(browser.cookie);
      const stolen = new Browser(browser.cookie);
      await browser.visit(sessions, (session) => session.destroy());
      expect(browser.cookie).toBeUndefined();
      expect(await userOf(stolen)).toBeUndefined();
      await expect(late.update((data) => void (data.visits += 1))).rejects.toMatchObject({
        code: 'SW_SESSION_GONE',
      });
      await expect(late.login('ann')).rejects.toMatchObject({ code: 'SW_SESSION_GONE' });
      expect(await userOf(stolen)).toBeUndefined();
    });

    test('after which a change begins a new session', async () => {
      const browser = await loggedIn('ann');
      await browser.visit(sessions, async (session) => {
        await session.destroy();
        await session.update((data) => void (data.note = 'goodbye'));
      });
      expect(await browser.visit(sessions, ({ data, userId }) => [userId, data.note])).toEqual([
        undefined,
        'goodbye',
      ]);
    });

    test('one can be revoked', async () => {
      const [here, there] = [await loggedIn('ann'), await loggedIn('ann')];
      const entries = await sessions.list('ann');
      const own = await here.visit(sessions, ({ key }) => key);
      expect(entries).toHaveLength(2);
      for (const { key } of entries) if (key !== own) await sessions.revoke(key);
      expect([await userOf(here), await userOf(there)]).toEqual(['ann', undefined]);
      expect((await sessions.list('ann')).map(({ key }) => key)).toEqual([own]);
    });

    test('all of a user can be revoked, or all but one', async () => {
      const [here, there, bob] = [await loggedIn('ann'), await loggedIn('ann'), await loggedIn('bob')];
      await here.visit(sessions, ({ key }) => sessions.revokeUser('ann', { except: key }));
      expect([await userOf(here), await userOf(there), await userOf(bob)]).toEqual(['ann', undefined, 'bob']);
      await sessions.revokeUser('ann');
      expect([await userOf(here), await userOf(bob)]).toEqual([undefined, 'bob']);
      expect(await sessions.list('ann')).toEqual([]);
    });

    test('an id that was replaced a moment ago is revoked as well', async () => {
      const browser = await loggedIn('ann');
      const old = new Browser(browser.cookie);
      await browser.visit(sessions, (session) => session.regenerate());
      expect(await userOf(old)).toBe('ann');
      await sessions.revokeUser('ann');
      expect([await userOf(old), await userOf(browser)]).toEqual([undefined, undefined]);
    });

    test('what has expired is listed no more', async () => {
      await loggedIn('ann');
      await clock.advance(20 * MINUTE_MS);
      await loggedIn('ann');
      await clock.advance(20 * MINUTE_MS);
      expect(await sessions.list('ann')).toHaveLength(1);
    });
  });
}
