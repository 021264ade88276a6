import { Secret } from '../../../src/config/index.ts';
import {
  createSessions,
  type Session,
  type Sessions,
  type SessionsOptions,
  type SessionStore,
} from '../../../src/stores/sessions/index.ts';
import { VirtualClock } from '../../../src/testing/index.ts';

/** What the sessions of the tests hold. */
export interface Shopping {
  cart: string[];
  visits: number;
  note?: string;
}

export const key = (letter: string): Secret => new Secret(letter.repeat(32));

export const MINUTE_MS = 60_000;

/** Sessions that end after 30 idle minutes or 12 hours. */
export function openSessions(
  store: SessionStore,
  options: Partial<SessionsOptions<Shopping>> = {},
): Sessions<Shopping> {
  return createSessions<Shopping>({
    store,
    keys: () => [key('a')],
    initial: () => ({ cart: [], visits: 0 }),
    clock: new VirtualClock(),
    ...options,
  });
}

/** A browser as far as one cookie goes: it keeps what it was told last. */
export class Browser {
  cookie: string | undefined;

  constructor(cookie?: string) {
    this.cookie = cookie;
  }

  /** Hears of an answer. */
  hear({ setCookie }: { setCookie: string | undefined }): void {
    if (setCookie === undefined) return;
    const [pair = ''] = setCookie.split(';');
    this.cookie = setCookie.includes('Max-Age=0') ? undefined : pair;
  }

  /** One request and its answer. */
  async visit<R>(
    sessions: Sessions<Shopping>,
    handle: (session: Session<Shopping>) => Promise<R> | R,
  ): Promise<R> {
    const session = await sessions.load(this.cookie);
    const result = await handle(session);
    this.hear(session);
    return result;
  }
}

/** Counts and keeps what a store is asked. */
export function spied(store: SessionStore): { store: SessionStore; calls: [method: string, ...unknown[]][] } {
  const calls: [string, ...unknown[]][] = [];
  const spy = new Proxy(store, {
    get(target, method: keyof SessionStore) {
      return (...args: never[]) => {
        calls.push([method, ...args]);
        return (target[method] as (...args: never[]) => unknown)(...args);
      };
    },
  });
  return { store: spy, calls };
}
