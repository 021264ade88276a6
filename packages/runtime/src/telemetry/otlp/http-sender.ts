import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { afterArrivals } from '../../after-arrivals.ts';
import type { Clock } from '../../clock.ts';
import type { Answer } from './answer.ts';
import type { OtlpSettings } from './otlp-settings.ts';
import { PostConnection } from './post-connection.ts';
import { parseRetryAfter, type Reply } from './reply.ts';

const compress = promisify(gzip);

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

/** Sends batches to a collector by OTLP over HTTP, on one connection that is kept alive; opens nothing until the first. */
export function httpSender<Batch>(
  settings: OtlpSettings,
  encoder: BatchEncoder<Batch>,
  clock: Clock,
): BatchSender<Batch> {
  const headers = {
    ...settings.headers,
    'content-type': encoder.contentType,
    'user-agent': 'OTel-OTLP-Exporter-JavaScript/seaworthy',
    ...(settings.gzip && { 'content-encoding': 'gzip' }),
  };

  let connection: PostConnection | undefined;
  return {
    send: async (batch, stop) => {
      const timeout = new AbortController();
      const timer = afterArrivals(clock, settings.requestTimeoutMs, () =>
        timeout.abort(new DOMException(`No answer in ${settings.requestTimeoutMs} ms`, 'TimeoutError')),
      );
      try {
        const encoded = encoder.encode(batch);
        const body = settings.gzip ? await compress(encoded, { level: constants.Z_BEST_SPEED }) : encoded;
        connection ??= new PostConnection(settings.endpoint, headers, settings.authorities);
        return replyOf(await connection.post(body, AbortSignal.any([stop, timeout.signal])), clock);
      } catch (error) {
        return { error };
      } finally {
        timer.clear();
      }
    },
    [Symbol.dispose]: () => connection?.[Symbol.dispose](),
  };
}

function replyOf({ status, headers, body }: Answer, clock: Clock): Reply {
  const retryAfterMs = parseRetryAfter(headers.get('retry-after'), clock.wallTime());
  return { status, retryAfterMs, contentType: headers.get('content-type'), body };
}
