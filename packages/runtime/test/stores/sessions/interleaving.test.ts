import fc from 'fast-check';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { memorySessionStore, type SessionStore } from '../../../src/stores/sessions/index.ts';
import { Browser, openSessions } from './fixture.ts';

/** A store each of whose steps happens, and each of whose answers arrives, when `scheduler` lets it. */
function scheduled(store: SessionStore, scheduler: fc.Scheduler): SessionStore {
  return new Proxy(store, {
    get:
      (target, method: keyof SessionStore) =>
      async (...args: never[]) => {
        await scheduler.schedule(Promise.resolve(), `ask to ${method}`);
        const answer = await (target[method] as (...args: never[]) => unknown)(...args);
        await scheduler.schedule(Promise.resolve(), `answer to ${method}`);
        return answer;
      },
  });
}

const requestKinds = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant('buy' as const) },
    fc.constantFrom('login' as const, 'logout' as const),
  ),
  { minLength: 1, maxLength: 6 },
);

test('in whatever order requests and their answers arrive, what a request was told is true', async () => {
  const property = fc.asyncProperty(fc.scheduler(), requestKinds, async (scheduler, kinds) => {
    const store = memorySessionStore(true);
    const browser = new Browser();
    await browser.visit(openSessions(store, { clock: systemClock }), (session) =>
      session.update(({ cart }) => void cart.push('first')),
    );
    const first = browser.cookie;
    const sessions = openSessions(scheduled(store, scheduler), { clock: systemClock });

    let loggedOut = false;
    const told: string[] = [];
    const requests = kinds.map(async (kind, number) => {
      const session = await sessions.load(first);
      try {
        if (kind === 'logout') await session.destroy();
        else if (kind === 'login') await session.login(`user ${number}`);
        else if (session.data.cart.includes('first')) {
          await session.update(({ cart }) => void cart.push(String(number)));
          told.push(String(number));
        }
        loggedOut ||= kind === 'logout';
        if (kind === 'login') browser.hear(session);
      } catch (error) {
        expect(error).toMatchObject({ code: 'SW_SESSION_GONE' });
      }
    });
    await scheduler.waitFor(Promise.all(requests));

    if (loggedOut) return;
    const { cart } = await browser.visit(openSessions(store, { clock: systemClock }), ({ data }) => data);
    expect(cart.filter((thing) => thing !== 'first').toSorted()).toEqual(told.toSorted());
  });
  await fc.assert(property, { numRuns: 300 });
});
