import type { Fate } from '../../requests.ts';
import type { Client, ClientContext, DueRequest } from '../client.ts';
import { traceHeader } from '../trace-header.ts';
import { ClientSessions } from './client-sessions.ts';
import { exchange } from './exchange.ts';
import type { Sessions } from './sessions.ts';
import { UpstreamSessions } from './upstream-sessions.ts';

/**
 * HTTP/2 with prior knowledge. A stream above GOAWAY's last stream id counts as lost, although RFC 9113, section 6.8 lets a
 * client repeat it: a server that sends GOAWAY twice (first with 2^31−1) refuses none. Only a request whose HEADERS never
 * left, because GOAWAY was read between the call and the write, goes to the next session: that is its first sending.
 *
 * A client's session whose SYN nobody answers is given up when the first of its requests times out, as by HTTP/1.1. The others
 * go to the next session for the time that they have left, as Go's do (golang.org/x/net/http2, client_conn_pool.go
 * shouldRetryDial). A proxy waits for a connection as long as its router says, and tries again what it tries again.
 */
export class H2cClient implements Client {
  readonly #context: ClientContext;
  readonly #sessions: Sessions;

  constructor(context: ClientContext) {
    const { router } = context;
    this.#context = context;
    this.#sessions =
      router.per === 'connection'
        ? new ClientSessions({ ...context, router })
        : new UpstreamSessions({ ...context, router });
  }

  send(request: DueRequest): void {
    void this.#send(request);
  }

  sweep(): void {
    // A session is kept until its server ends it.
  }

  endStreams(): void {
    // It has none that last.
  }

  close(): void {
    this.#sessions.close();
  }

  async #send(request: DueRequest): Promise<void> {
    const { clock, plan } = this.#context;
    const { action, client, fresh: isOwn } = request;
    const headers = { ...traceHeader(request.id), ...action.headers };
    const { connectTimeoutMs } = this.#sessions;
    const sentAt = clock.now();
    const endAt = sentAt + plan.timeoutMs;
    for (let retries = 0; ;) {
      const session = this.#sessions.take(client, isOwn);
      const fresh = session?.used !== true;
      if (session !== undefined) session.used = true;
      const timeoutMs = endAt - clock.now();
      const options = { clock, authority: plan.authority, timeoutMs, connectTimeoutMs };
      const answer = session && (await exchange(session, { ...action, headers }, options));
      if (session !== undefined) this.#sessions.give(session, isOwn);
      if (session !== undefined && answer !== undefined && clock.now() < endAt) {
        if (answer.fate === 'unsent' && !(session.abandoned && connectTimeoutMs !== undefined)) continue;
        const failure = answer.status === 0 ? failures[answer.fate] : undefined;
        if (failure !== undefined && this.#sessions.again(action.method, retries + 1, failure)) {
          retries += 1;
          continue;
        }
      }
      return this.#context.ended(request, {
        sentAt,
        pod: session?.pod,
        connection: session?.number ?? this.#context.nextConnection(),
        fresh,
        fate: answer?.fate === 'unsent' ? 'timeout' : (answer?.fate ?? 'refused'),
        status: answer?.status ?? 0,
        retryAfter: answer?.headers['retry-after'] !== undefined,
        retries,
      });
    }
  }
}

/** What a failure is for a proxy that may try again. */
const failures: Partial<Record<Fate | 'unsent', 'unconnected' | 'error'>> = {
  unsent: 'unconnected',
  refused: 'unconnected',
  reset: 'error',
  closed: 'error',
};
