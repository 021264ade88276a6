import type { ServerResponse } from 'node:http';
import { SeaworthyError } from '../../errors.ts';
import { hasNoBody } from '../response/has-no-body.ts';
import { pumpBody, type BodySource } from './pump-body.ts';
import { withoutFields } from '../response/field.ts';

/** What a response of srvx gives besides, so that no web stream need be built for a text (`FastResponse`, as h3 answers). */
interface Prepared {
  readonly status: number;
  readonly statusText: string;
  /** Names and values in turn. */
  readonly headers: unknown[];
  readonly body?: unknown;
}

/**
 * Sends what a fetch handler has answered. What is known of at once goes with its length; of the rest, each part as it comes and as fast
 * as the client reads. Resolves when the last was written, or the client has gone.
 *
 * @throws SeaworthyError SW_NO_RESPONSE where it is no response, or its body was used; nothing has been sent then
 * @throws whatever its body fails with
 */
export async function sendResponse(outgoing: ServerResponse, answer: unknown): Promise<void> {
  const { status, statusText, headers: given, body } = prepare(answer);
  const isHttp2 = outgoing.req.httpVersionMajor > 1;
  const headers = isHttp2 ? withoutFields(given, ofConnection) : given;
  const sendHead = (length?: number) => {
    const isTold = length === undefined || hasNoBody(status) || tellsLength(headers);
    const fields = (isTold ? headers : [...headers, 'content-length', String(length)]) as string[];
    // HTTP/2 has no reason phrase.
    if (isHttp2) outgoing.writeHead(status, fields);
    else outgoing.writeHead(status, statusText, fields);
  };
  const isHead = outgoing.req.method === 'HEAD';
  const source = sourceOf(body);
  if (source !== undefined && !isHead) return pumpBody(outgoing, source, sendHead);
  source?.cancel().catch(() => {});
  if (outgoing.destroyed || outgoing.writableEnded) return;
  // Of what a GET would send, the head says nothing that it does not know.
  sendHead(isHead ? undefined : lengthOf(body));
  outgoing.end(isHead ? undefined : body);
}

function prepare(answer: unknown): Prepared {
  const response = answer as (Response & { _toNodeResponse?: () => Prepared }) | null | undefined;
  if (typeof response !== 'object' || response === null || typeof response.headers?.entries !== 'function')
    throw new SeaworthyError('SW_NO_RESPONSE', {
      what: `\`fetch\` answered with ${response === null ? 'null' : `a value of type ${typeof response}`}`,
    });
  if (response._toNodeResponse !== undefined) return response._toNodeResponse();
  const { status, statusText, body, bodyUsed, headers } = response;
  if (bodyUsed || body?.locked === true)
    throw new SeaworthyError('SW_NO_RESPONSE', {
      what: '`fetch` answered with a response whose body was read before',
    });
  if (status === 0)
    throw new SeaworthyError('SW_NO_RESPONSE', { what: '`fetch` answered with `Response.error()`' });
  const fields: string[] = [];
  for (const [name, value] of headers) fields.push(name, value);
  return { status, statusText, body, headers: fields };
}

/**
 * HTTP/2 has no fields of a connection (RFC 9113 §8.2.2), and node refuses them. An answer by HTTP/1.1 that is passed on
 * (`return fetch(upstream)`) has them.
 */
const ofConnection: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);

/** Undefined where the body is no stream. */
function sourceOf(body: unknown): BodySource | undefined {
  if (body instanceof ReadableStream) return body.getReader() as BodySource;
  const stream = body as Partial<NodeJS.ReadableStream & { destroy(): void }> | null | undefined;
  if (typeof stream?.pipe !== 'function' || stream[Symbol.asyncIterator] === undefined) return undefined;
  const parts = (stream as NodeJS.ReadableStream)[Symbol.asyncIterator]();
  return {
    read: () => parts.next(),
    async cancel() {
      stream.destroy?.();
    },
  };
}

function tellsLength(headers: readonly unknown[]): boolean {
  return headers.some(
    (name, at) => at % 2 === 0 && (name === 'content-length' || name === 'transfer-encoding'),
  );
}

function lengthOf(body: unknown): number {
  if (typeof body === 'string') return Buffer.byteLength(body);
  return body instanceof Uint8Array ? body.byteLength : 0;
}
