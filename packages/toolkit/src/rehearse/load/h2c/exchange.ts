import { constants, type ClientHttp2Stream, type IncomingHttpHeaders } from 'node:http2';
import type { Fate } from '../../requests.ts';
import type { Clock } from '../../clock.ts';
import { fateOfError } from '../fate.ts';
import { statusOf } from './grpc-status.ts';
import type { Session } from './session.ts';

/** How a stream ended; `unsent`: nothing of it was written. */
interface H2cAnswer {
  readonly fate: Fate | 'unsent';
  readonly status: number;
  /** Its head had a `Retry-After`. */
  readonly retryAfter: boolean;
}

/** What is sent. */
interface H2cRequest {
  readonly method: string;
  readonly path: string;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
}

/** How it is sent. */
interface ExchangeOptions {
  readonly clock: Clock;
  /** For a request that states no `Host`. */
  readonly authority: string;
  /** After so many milliseconds it is lost; a session that is not connected by then is given up. */
  readonly timeoutMs: number;
  /** After so many milliseconds a session that is not connected is given up. Default: with the request. */
  readonly connectTimeoutMs?: number | undefined;
}

/** Sends a request on a session and waits for its end. */
export function exchange(
  session: Session,
  { method, path, headers: { host, ...headers }, body }: H2cRequest,
  { clock, authority, timeoutMs, connectTimeoutMs }: ExchangeOptions,
): Promise<H2cAnswer> {
  const { promise, resolve } = Promise.withResolvers<H2cAnswer>();
  const stream = session.http2.request(
    // HTTP/2 has Host in a field of its own (RFC 9113, section 8.3.1).
    { ...headers, ':path': path, ':method': method, ':authority': host ?? authority },
    { endStream: body === undefined },
  );
  let head: IncomingHttpHeaders | undefined;
  let trailers: IncomingHttpHeaders | undefined;
  let error: NodeJS.ErrnoException | undefined;
  const end = (fate: H2cAnswer['fate'], status = Number(head?.[':status'] ?? 0)) =>
    resolve({ fate, status, retryAfter: head?.['retry-after'] !== undefined });
  const timeout = clock.after(timeoutMs, () => {
    end('timeout');
    stream.close(constants.NGHTTP2_CANCEL);
    session.abandonUnconnected();
  });
  const connectTimeout =
    session.connecting && connectTimeoutMs !== undefined
      ? clock.after(connectTimeoutMs, () => session.abandonUnconnected())
      : undefined;
  stream.once('response', (answer) => (head = answer));
  stream.once('trailers', (fields) => (trailers = fields));
  // Node's word for a HEADERS frame that nghttp2 did not send.
  stream.once('frameError', () => end('unsent'));
  stream.once('error', (cause) => (error = cause));
  stream.once('end', () => {
    if (error !== undefined || head === undefined) return;
    const status = statusOf(head, trailers);
    end(status >= 500 ? 'status' : 'answered', status);
  });
  stream.once('close', () => {
    timeout.clear();
    connectTimeout?.clear();
    end(fateOf(stream, session, error));
  });
  stream.resume();
  if (body !== undefined) stream.end(body);
  return promise;
}

function fateOf(
  stream: ClientHttp2Stream,
  session: Session,
  error: NodeJS.ErrnoException | undefined,
): H2cAnswer['fate'] {
  if (session.abandoned) return 'unsent';
  if (stream.rstCode === constants.NGHTTP2_REFUSED_STREAM) return session.goneAway ? 'closed' : 'reset';
  // The server's RST_STREAM.
  if (error?.code === 'ERR_HTTP2_STREAM_ERROR') return 'reset';
  // What kept a session from coming about is the cause of its streams' errors.
  return fateOfError(error?.cause instanceof Error ? error.cause : error);
}
