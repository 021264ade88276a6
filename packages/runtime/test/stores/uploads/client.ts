import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/** What is taken for a PNG: its signature and the head of its first chunk. */
const pngHead = Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010806000000', 'hex');

const CHUNK = 2 ** 16;

/** A PNG of so many bytes as a stream: its head, then chunks that say where they belong. One is held at a time. */
export function* png(bytes: number, from = 0): Generator<Buffer> {
  for (let at = from; at < bytes; at += CHUNK) {
    const chunk = Buffer.alloc(Math.min(CHUNK, bytes - at));
    if (at === 0) pngHead.copy(chunk);
    else chunk.writeUInt32BE(at / CHUNK);
    yield chunk;
  }
}

/** Its SHA-256. */
export function digestOfPng(bytes: number): Buffer {
  const hash = createHash('sha256');
  for (const chunk of png(bytes)) hash.update(chunk);
  return hash.digest();
}

/** Begins to send a PNG, and stops once `sent` bytes of it were taken. */
export async function beginPut(
  url: string,
  bytes: number,
  sent: number,
  headers: Record<string, string> = {},
  method = 'PUT',
): Promise<ClientRequest> {
  const put = request(url, {
    method,
    headers: { 'content-type': 'image/png', 'content-length': bytes, ...headers },
  });
  let at = 0;
  for (const chunk of png(bytes)) {
    if (at >= sent) break;
    at += chunk.length;
    if (!put.write(chunk)) await once(put, 'drain');
  }
  return put;
}

/** An answer and its whole text. */
export interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Sends a PNG over a socket, no faster than it is read. */
export async function put(url: string, bytes: number, headers: Record<string, string> = {}): Promise<Answer> {
  const sending = await beginPut(url, bytes, bytes, headers);
  return answerTo(sending.end());
}

/** The answer to a request. */
export async function answerTo(sending: ClientRequest): Promise<Answer> {
  const [response] = (await once(sending, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}
