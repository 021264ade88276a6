import {
  createSessions,
  type Session,
  type Sessions,
  type SessionStore,
  type SigningKeys,
} from '@seaworthy/runtime/sessions';
import type { Context } from 'hono';
import { Problem } from '../api/index.ts';

/** What a session holds beside its user: nothing. */
type Held = Record<string, never>;

/** How the shop keeps sessions. */
export interface VisitorsOptions {
  readonly store: SessionStore;
  readonly keys: SigningKeys;
  /** False only without TLS, as in development. */
  readonly secure: boolean;
}

/** Who asks. */
export class Visitors {
  readonly #sessions: Sessions<Held>;

  constructor({ store, keys, secure }: VisitorsOptions) {
    this.#sessions = createSessions<Held>({ store, keys, cookie: { secure }, initial: () => ({}) });
  }

  /** Name of the cookie that carries a session. */
  get cookieName(): string {
    return this.#sessions.cookieName;
  }

  /** The request's session; the answer gets the cookie that it asks for. */
  session(c: Context): Promise<Session<Held>> {
    return this.#sessions.load(c.req.header('cookie'), (cookie) => c.header('set-cookie', cookie));
  }

  /**
   * Id of the user who is logged in.
   *
   * @throws Problem 401
   */
  async user(c: Context): Promise<string> {
    const { userId } = await this.session(c);
    if (userId === undefined) throw new Problem(401, 'Log in first.');
    return userId;
  }

  /** Ends every session of a user, on whatever device. */
  async endAll(user: string): Promise<void> {
    await this.#sessions.revokeUser(user);
  }

  /** The job of a worker: removes the sessions that have expired. */
  readonly sweep = async ({ finish }: { readonly finish: AbortSignal }): Promise<void> => {
    await this.#sessions.deleteExpired(finish);
  };
}
