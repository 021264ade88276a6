import { connect, constants, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import type { Endpoint } from '../endpoints.ts';
import { TIMEOUT_MS, type Client, type ClientContext, type Outcome, type Request } from './client.ts';
import { sendBody, uploadHeaders } from './upload.ts';

const UNSENT = 'unsent';

interface Session {
  readonly http2: ClientHttp2Session;
  readonly endpoint: Endpoint;
  used: boolean;
}

/**
 * An HTTP/2 client on one session at a time, replaced once the server has sent GOAWAY. A stream above GOAWAY's last
 * stream id counts as lost, although RFC 9113 §6.8 lets a client repeat it: a server that sends GOAWAY twice (first
 * with 2^31−1) refuses none. Only a request whose HEADERS never left, because GOAWAY was read between the call and the
 * write, goes to the next session: that is its first sending.
 */
export class H2cClient implements Client {
  readonly #context: ClientContext;
  #kept: Session | undefined;

  constructor(context: ClientContext) {
    this.#context = context;
  }

  async send(request: Request): Promise<Outcome> {
    const { fresh } = request;
    const session = fresh ? this.#open() : this.#keptSession();
    if (session === undefined) return { cause: 'refused', endpoint: undefined, connection: 'fresh' };
    const connection = session.used ? 'reused' : 'fresh';
    session.used = true;
    const outcome = await exchange(session.http2, request);
    if (fresh) session.http2.close();
    if (outcome === UNSENT) return this.send(request);
    return outcome === undefined ? 'answered' : { cause: outcome, endpoint: session.endpoint, connection };
  }

  close(): void {
    this.#kept?.http2.destroy();
  }

  #keptSession(): Session | undefined {
    // Node marks a session closed as soon as GOAWAY has been read.
    if (this.#kept === undefined || this.#kept.http2.closed || this.#kept.http2.destroyed)
      this.#kept = this.#open();
    return this.#kept;
  }

  #open(): Session | undefined {
    const endpoint = this.#context.route();
    if (endpoint === undefined) return undefined;
    const http2 = connect(`http://${endpoint.host}:${endpoint.port}`);
    // Each of its streams reports the failure.
    http2.on('error', () => {});
    return { http2, endpoint, used: false };
  }
}

/** Undefined when answered, `unsent` when nothing of it was written, else the cause of the loss. */
function exchange(session: ClientHttp2Session, { path, upload }: Request): Promise<string | undefined> {
  return new Promise((resolve) => {
    const method = upload === undefined ? 'GET' : 'POST';
    const headers = { ':path': path, ':method': method, ...uploadHeaders(upload) };
    const stream = session.request(headers, { endStream: upload === undefined });
    let status = 0;
    let error: Error | undefined;
    const timeout = setTimeout(() => {
      resolve('no answer within 10 s');
      stream.close(constants.NGHTTP2_CANCEL);
    }, TIMEOUT_MS);
    stream.once('response', (headers) => (status = Number(headers[':status'])));
    // Node's word for a HEADERS frame that nghttp2 did not send.
    stream.once('frameError', () => resolve(UNSENT));
    stream.once('error', (cause) => (error = cause));
    stream.once('end', () => {
      if (error === undefined && status > 0) resolve(status >= 500 ? `status ${status}` : undefined);
    });
    stream.once('close', () => {
      clearTimeout(timeout);
      resolve(causeOf(stream, status, error));
    });
    stream.resume();
    if (upload !== undefined) sendBody(stream, upload);
  });
}

function causeOf(
  stream: ClientHttp2Stream,
  status: number,
  error: NodeJS.ErrnoException | undefined,
): string {
  if (error?.code === 'ECONNREFUSED') return 'refused';
  if (stream.rstCode === constants.NGHTTP2_REFUSED_STREAM) return 'refused by GOAWAY';
  if (error?.code === 'ECONNRESET' || error?.code === 'EPIPE') return 'reset';
  if (status > 0) return 'closed within the response';
  return error?.code ?? 'closed without an answer';
}
