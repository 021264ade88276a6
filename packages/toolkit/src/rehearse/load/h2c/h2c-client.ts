import type { Client, ClientContext, DueRequest } from '../client.ts';
import type { ConnectionRouter } from '../router.ts';
import { traceHeader } from '../trace-header.ts';
import { exchange } from './exchange.ts';
import { Session } from './session.ts';

/**
 * HTTP/2 with prior knowledge, behind kube-proxy: each client has one session at a time, replaced once the server has
 * sent GOAWAY. A stream above GOAWAY's last stream id counts as lost, although RFC 9113, section 6.8 lets a client repeat
 * it: a server that sends GOAWAY twice (first with 2^31−1) refuses none. Only a request whose HEADERS never left, because
 * GOAWAY was read between the call and the write, goes to the next session: that is its first sending.
 *
 * A session whose SYN nobody answers is given up when the first of its requests times out, as by HTTP/1.1. The others go to the
 * next session for the time that they have left, as Go's do (golang.org/x/net/http2, client_conn_pool.go shouldRetryDial).
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
    const { clock, plan } = this.#context;
    const session = request.fresh ? this.#open(request.client) : this.#keptSession(request.client);
    const fresh = session?.used !== true;
    if (session !== undefined) session.used = true;
    const { action } = request;
    const headers = { ...traceHeader(request.id), ...action.headers };
    const timeoutMs = sentAt + plan.timeoutMs - clock.now();
    const options = { clock, authority: plan.authority, timeoutMs };
    const answer = session && (await exchange(session, { ...action, headers }, options));
    if (request.fresh) session?.http2.close();
    const isOver = clock.now() >= sentAt + plan.timeoutMs;
    if (answer?.fate === 'unsent' && !isOver) return this.#send(request, sentAt);
    this.#context.ended(request, {
      sentAt,
      pod: session?.pod,
      connection: session?.number ?? this.#context.nextConnection(),
      fresh,
      fate: answer?.fate === 'unsent' ? 'timeout' : (answer?.fate ?? 'refused'),
      status: answer?.status ?? 0,
      retryAfter: answer?.headers['retry-after'] !== undefined,
      retries: 0,
    });
  }

  #keptSession(client: number): Session | undefined {
    const kept = this.#kept.get(client);
    if (kept?.isOpen === true) return kept;
    const session = this.#open(client);
    if (session === undefined) this.#kept.delete(client);
    else this.#kept.set(client, session);
    return session;
  }

  #open(client: number): Session | undefined {
    const target = this.#context.router.route(client);
    return target && new Session(target, this.#context.nextConnection());
  }
}
