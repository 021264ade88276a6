import type { Fate } from '../../requests.ts';
import type { Client, ClientContext, DueRequest } from '../client.ts';
import { traceHeader } from '../trace-header.ts';
import { ClientSessions } from './client-sessions.ts';
import { exchange } from './exchange.ts';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';
import { UpstreamSessions } from './upstream-sessions.ts';

/**
 * HTTP/2 with prior knowledge. A stream above GOAWAY's last stream id counts as lost, although RFC 9113, section 6.8 lets a
 * client repeat it: a server that sends GOAWAY twice (first with 2^31−1) refuses none. Only a request whose HEADERS never
 * left, because GOAWAY was read between the call and the write, goes to the next session: that is its first sending.
 *
 * A client's session whose SYN nobody answers is given up when the first of its requests times out, as by HTTP/1.1. The others
 * go to the next session for the time that they have left, as Go's do (golang.org/x/net/http2, client_conn_pool.go
 * shouldRetryDial). A proxy waits for a connection as long as its router says, and tries again what it tries again. A request whose
 * time is over is lost on the session that held it longest.
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
    let longest: Held | undefined;
    for (let retries = 0; ;) {
      const takenAt = clock.now();
      const session = this.#sessions.take(client, isOwn);
      const fresh = session?.used !== true;
      if (session !== undefined) session.used = true;
      const timeoutMs = endAt - takenAt;
      const options = { clock, authority: plan.authority, timeoutMs, connectTimeoutMs };
      const answer = session && (await exchange(session, { ...action, headers }, options));
      if (session !== undefined) this.#sessions.give(session, isOwn);
      const held = { session, fresh, ms: clock.now() - takenAt };
      if (longest === undefined || held.ms > longest.ms) longest = held;
      if (session !== undefined && answer !== undefined && clock.now() < endAt) {
        if (answer.fate === 'unsent' && !(session.abandoned && connectTimeoutMs !== undefined)) continue;
        const failure = answer.status === 0 ? failures[answer.fate] : undefined;
        if (failure !== undefined && this.#sessions.again(action.method, retries + 1, failure)) {
          retries += 1;
          continue;
        }
      }
      const fate = answer?.fate === 'unsent' ? 'timeout' : (answer?.fate ?? 'refused');
      const last = fate === 'timeout' ? longest : held;
      return this.#context.ended(request, {
        sentAt,
        pod: last.session?.pod,
        connection: last.session?.number ?? this.#context.nextConnection(),
        fresh: last.fresh,
        fate,
        status: answer?.status ?? 0,
        retryAfter: answer?.retryAfter ?? false,
        retries,
      });
    }
  }
}

/** One try of a request. */
interface Held {
  /** Undefined: no endpoint was usable. */
  readonly session: Session | undefined;
  /** The session had carried no other request. */
  readonly fresh: boolean;
  /** How long it took, in milliseconds. */
  readonly ms: number;
}

/** What a failure is for a proxy that may try again. */
const failures: Partial<Record<Fate | 'unsent', 'unconnected' | 'error'>> = {
  unsent: 'unconnected',
  refused: 'unconnected',
  reset: 'error',
  closed: 'error',
};
