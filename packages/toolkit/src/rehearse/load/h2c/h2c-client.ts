import { connect, type ClientHttp2Session } from 'node:http2';
import type { Client, ClientContext, DueRequest } from '../client.ts';
import type { ConnectionRouter } from '../router.ts';
import { exchange } from './exchange.ts';

/** A session with what is known of it. */
export interface Session {
  readonly http2: ClientHttp2Session;
  readonly number: number;
  readonly pod: string;
  used: boolean;
  /** GOAWAY was read. */
  goneAway: boolean;
}

/**
 * HTTP/2 with prior knowledge, behind kube-proxy: each client has one session at a time, replaced once the server has
 * sent GOAWAY. A stream above GOAWAY's last stream id counts as lost, although RFC 9113, section 6.8 lets a client repeat
 * it: a server that sends GOAWAY twice (first with 2^31−1) refuses none. Only a request whose HEADERS never left, because
 * GOAWAY was read between the call and the write, goes to the next session: that is its first sending.
 */
export class H2cClient implements Client {
  readonly #context: ClientContext<ConnectionRouter>;
  /** By the client. */
  readonly #kept = new Map<number, Session>();

  constructor(context: ClientContext<ConnectionRouter>) {
    this.#context = context;
  }

  send(request: DueRequest): void {
    void this.#send(request, this.#context.clock.now());
  }

  sweep(): void {
    // A session is kept until its server ends it.
  }

  endStreams(): void {
    // It has none that last.
  }

  close(): void {
    for (const { http2 } of this.#kept.values()) http2.destroy();
  }

  async #send(request: DueRequest, sentAt: number): Promise<void> {
    const session = request.fresh ? this.#open(request.client) : this.#keptSession(request.client);
    const fresh = session?.used !== true;
    if (session !== undefined) session.used = true;
    const answer = session && (await exchange(session, request, this.#context));
    if (request.fresh) session?.http2.close();
    if (answer?.fate === 'unsent') return this.#send(request, sentAt);
    this.#context.ended(request, {
      sentAt,
      pod: session?.pod,
      connection: session?.number ?? this.#context.nextConnection(),
      fresh,
      fate: answer?.fate ?? 'refused',
      status: answer?.status ?? 0,
      retryAfter: answer?.retryAfter ?? false,
      retries: 0,
    });
  }

  #keptSession(client: number): Session | undefined {
    const kept = this.#kept.get(client);
    // Node marks a session closed as soon as GOAWAY has been read.
    if (kept !== undefined && !kept.http2.closed && !kept.http2.destroyed) return kept;
    const session = this.#open(client);
    if (session === undefined) this.#kept.delete(client);
    else this.#kept.set(client, session);
    return session;
  }

  #open(client: number): Session | undefined {
    const target = this.#context.router.route(client);
    if (target === undefined) return undefined;
    const http2 = connect(`http://${target.host}:${target.port}`);
    const number = this.#context.nextConnection();
    const session: Session = { http2, number, pod: target.pod, used: false, goneAway: false };
    // Each of its streams reports the failure.
    http2.on('error', () => {});
    http2.once('goaway', () => (session.goneAway = true));
    return session;
  }
}
