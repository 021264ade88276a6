import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { Clock } from '../../../clock.ts';
import type { ExporterSettings } from '../settings/index.ts';
import { parseRetryAfter, type Reply } from './reply.ts';

/** More of an answer is not read: an `ExportTraceServiceResponse` has some bytes. */
const MAX_REPLY_BYTES = 64 * 1024;
const compress = promisify(gzip);

/** What of the settings concerns the connection. */
export type ConnectionSettings = Pick<ExporterSettings, 'endpoint' | 'headers' | 'gzip' | 'requestTimeoutMs'>;

/** Turns a batch into the body of a request. */
export interface BatchEncoder<Batch> {
  readonly contentType: string;
  readonly encode: (batch: Batch) => Uint8Array;
}

/** What sends batches, and closes its connections when disposed. */
export interface BatchSender<Batch> extends Disposable {
  /** Sends a batch once. It never rejects. */
  readonly send: (batch: Batch, signal: AbortSignal) => Promise<Reply>;
}

/**
 * Sends batches to a collector by OTLP over HTTP, on one connection that is kept alive; opens nothing until the first.
 *
 * @param authorities certificates in PEM form; default node’s own
 */
export function httpSender<Batch>(
  settings: ConnectionSettings,
  encoder: BatchEncoder<Batch>,
  clock: Clock,
  authorities: string | undefined,
): BatchSender<Batch> {
  const secure = settings.endpoint.protocol === 'https:';
  const options = { keepAlive: true, maxSockets: 1 };
  const agent = secure
    ? new HttpsAgent({ ...options, ...(authorities !== undefined && { ca: authorities }) })
    : new HttpAgent(options);
  const request = secure ? httpsRequest : httpRequest;
  const headers = {
    ...settings.headers,
    'content-type': encoder.contentType,
    'user-agent': 'OTel-OTLP-Exporter-JavaScript/seaworthy',
    ...(settings.gzip && { 'content-encoding': 'gzip' }),
  };

  const post = (body: Uint8Array, signal: AbortSignal): Promise<Reply> =>
    new Promise((resolve) => {
      const outgoing = request(
        settings.endpoint,
        { method: 'POST', agent, signal, headers: { ...headers, 'content-length': body.length } },
        (response) => resolve(readReply(response, clock)),
      );
      outgoing.on('error', (error) => resolve({ error: signal.aborted ? signal.reason : error }));
      outgoing.end(body);
    });

  return {
    send: async (batch, stop) => {
      const timeout = new AbortController();
      const timer = clock.after(settings.requestTimeoutMs, () =>
        timeout.abort(new DOMException(`No answer in ${settings.requestTimeoutMs} ms`, 'TimeoutError')),
      );
      try {
        const encoded = encoder.encode(batch);
        const body = settings.gzip ? await compress(encoded, { level: constants.Z_BEST_SPEED }) : encoded;
        return await post(body, AbortSignal.any([stop, timeout.signal]));
      } catch (error) {
        return { error };
      } finally {
        timer.clear();
      }
    },
    [Symbol.dispose]: () => agent.destroy(),
  };
}

/** Never rejects: an answer that breaks off counts as none. */
async function readReply(response: IncomingMessage, clock: Clock): Promise<Reply> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length;
      // Breaking off destroys the connection: what talks without end is not asked again on it.
      if (size > MAX_REPLY_BYTES) break;
      chunks.push(chunk);
    }
  } catch (error) {
    return { error };
  }
  const { statusCode = 0, headers } = response;
  return {
    status: statusCode,
    retryAfterMs: parseRetryAfter(headers['retry-after'], clock.wallTime()),
    contentType: headers['content-type'],
    body: size > MAX_REPLY_BYTES ? new Uint8Array() : Buffer.concat(chunks),
  };
}
