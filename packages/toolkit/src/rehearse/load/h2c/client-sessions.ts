import type { ClientContext } from '../client.ts';
import type { ConnectionRouter } from '../router.ts';
import { Session } from './session.ts';
import type { Sessions } from './sessions.ts';

/** Sessions of clients behind kube-proxy: each client has one at a time, replaced once the server has sent GOAWAY. */
export class ClientSessions implements Sessions {
  readonly connectTimeoutMs = undefined;
  readonly #context: ClientContext<ConnectionRouter>;
  /** By the client. */
  readonly #kept = new Map<number, Session>();

  constructor(context: ClientContext<ConnectionRouter>) {
    this.#context = context;
  }

  take(client: number, fresh: boolean): Session | undefined {
    const kept = this.#kept.get(client);
    if (!fresh && kept?.isOpen === true) return kept;
    const target = this.#context.router.route(client);
    const session = target && new Session(target, this.#context.nextConnection(), this.#context);
    if (fresh) return session;
    if (session === undefined) this.#kept.delete(client);
    else this.#kept.set(client, session);
    return session;
  }

  give(session: Session, fresh: boolean): void {
    if (fresh) session.http2.close();
  }

  again(): boolean {
    return false;
  }

  close(): void {
    for (const { http2 } of this.#kept.values()) http2.destroy();
  }
}
