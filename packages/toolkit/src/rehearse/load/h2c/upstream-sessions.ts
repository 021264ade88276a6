import type { ClientContext } from '../client.ts';
import type { RequestRouter, Upstream } from '../router.ts';
import { Session } from './session.ts';
import type { Sessions } from './sessions.ts';

/** The sessions of a proxy that speaks HTTP: it decides for each request, the sockets are here. */
export class UpstreamSessions implements Sessions {
  readonly connectTimeoutMs: number;
  readonly #context: ClientContext<RequestRouter>;
  /** By the proxy's number of them. */
  readonly #open = new Map<number, Session>();
  readonly #upstreams = new WeakMap<Session, Upstream>();

  constructor(context: ClientContext<RequestRouter>) {
    this.#context = context;
    this.connectTimeoutMs = context.router.connectTimeoutMs;
    context.router.onExpired((id) => this.#end(id));
  }

  take(client: number): Session | undefined {
    const { router } = this.#context;
    for (;;) {
      const upstream = router.acquire(client);
      if (upstream === undefined) return undefined;
      const session = upstream.reused ? this.#open.get(upstream.id) : this.#connect(upstream);
      if (session?.isOpen === true) return session;
      // Its end was read and its event is still to come.
      router.release(upstream, false);
      this.#end(upstream.id);
    }
  }

  give(session: Session): void {
    const upstream = this.#upstreams.get(session);
    if (upstream === undefined) return;
    const isKept = this.#context.router.release(upstream, session.isOpen);
    if (!isKept) this.#end(upstream.id);
  }

  again(method: string, tries: number, failure: 'unconnected' | 'error'): boolean {
    return this.#context.router.again({ method, tries, failure });
  }

  close(): void {
    for (const { http2 } of this.#open.values()) http2.destroy();
  }

  #connect(upstream: Upstream): Session {
    const { id } = upstream;
    const { router } = this.#context;
    const session = new Session(upstream, this.#context.nextConnection(), this.#context);
    this.#open.set(id, session);
    this.#upstreams.set(session, upstream);
    session.http2.once('goaway', () => router.dropped(id));
    session.http2.once('close', () => {
      this.#open.delete(id);
      router.dropped(id);
    });
    return session;
  }

  /** Ends it in good order, once what it carries is over. */
  #end(id: number): void {
    this.#open.get(id)?.http2.close();
  }
}
