import { constants, type ClientHttp2Stream } from 'node:http2';
import type { Fate } from '../../requests.ts';
import type { ClientContext, DueRequest } from '../client.ts';
import { fateOfError } from '../fate.ts';
import { traceHeader } from '../trace-header.ts';
import type { Session } from './h2c-client.ts';

/** How a stream ended; `unsent`: nothing of it was written. */
interface H2cAnswer {
  readonly fate: Fate | 'unsent';
  readonly status: number;
  readonly retryAfter: boolean;
}

/** Sends a request on a session and waits for its end. */
export function exchange(
  session: Session,
  { id, action }: Pick<DueRequest, 'id' | 'action'>,
  { clock, plan }: ClientContext,
): Promise<H2cAnswer> {
  const { method, path, headers, body } = action;
  const { promise, resolve } = Promise.withResolvers<H2cAnswer>();
  const stream = session.http2.request(
    { ...traceHeader(id), ...headers, ':path': path, ':method': method, ':authority': plan.authority },
    { endStream: body === undefined },
  );
  let status = 0;
  let retryAfter = false;
  let error: NodeJS.ErrnoException | undefined;
  const end = (fate: H2cAnswer['fate']) => resolve({ fate, status, retryAfter });
  const timeout = clock.after(plan.timeoutMs, () => {
    end('timeout');
    stream.close(constants.NGHTTP2_CANCEL);
  });
  stream.once('response', (answer) => {
    status = Number(answer[':status']);
    retryAfter = answer['retry-after'] !== undefined;
  });
  // Node's word for a HEADERS frame that nghttp2 did not send.
  stream.once('frameError', () => end('unsent'));
  stream.once('error', (cause) => (error = cause));
  stream.once('end', () => {
    if (error === undefined && status > 0) end(status >= 500 ? 'status' : 'answered');
  });
  stream.once('close', () => {
    timeout.clear();
    end(fateOf(stream, session, error));
  });
  stream.resume();
  if (body !== undefined) stream.end(body);
  return promise;
}

function fateOf(stream: ClientHttp2Stream, session: Session, error: NodeJS.ErrnoException | undefined): Fate {
  if (stream.rstCode === constants.NGHTTP2_REFUSED_STREAM) return session.goneAway ? 'closed' : 'reset';
  // The server's RST_STREAM.
  if (error?.code === 'ERR_HTTP2_STREAM_ERROR') return 'reset';
  // What kept a session from coming about is the cause of its streams' errors.
  return fateOfError(error?.cause instanceof Error ? error.cause : error);
}
