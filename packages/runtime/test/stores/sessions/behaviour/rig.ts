import type { Sessions, SessionStore } from '../../../../src/stores/sessions/index.ts';
import { VirtualClock } from '../../../../src/testing/index.ts';
import { Browser, openSessions, type Shopping } from '../fixture.ts';

/** Gives an empty store of sessions under that clock. */
export type OpenStore = (clock: VirtualClock) => Promise<SessionStore>;

/** What a test works on. */
export interface Rig {
  readonly store: SessionStore;
  readonly clock: VirtualClock;
  readonly sessions: Sessions<Shopping>;
  /** Puts things into the cart of the browser's session. */
  buy(browser: Browser, ...things: string[]): Promise<void>;
  cartOf(browser: Browser): Promise<readonly string[]>;
  userOf(browser: Browser): Promise<string | undefined>;
  /** A browser of a user who has just logged in. */
  loggedIn(userId: string): Promise<Browser>;
}

/** A rig on an empty store. */
export async function createRig(open: OpenStore): Promise<Rig> {
  const clock = new VirtualClock();
  const store = await open(clock);
  const sessions = openSessions(store, { clock });
  return {
    store,
    clock,
    sessions,
    buy: (browser, ...things) =>
      browser.visit(sessions, (session) => session.update(({ cart }) => void cart.push(...things))),
    cartOf: (browser) => browser.visit(sessions, ({ data }) => data.cart),
    userOf: (browser) => browser.visit(sessions, ({ userId }) => userId),
    async loggedIn(userId) {
      const browser = new Browser();
      await browser.visit(sessions, (session) => session.login(userId));
      return browser;
    },
  };
}
