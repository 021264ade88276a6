import { IncomingMessage, type IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { SeaworthyError } from '../../errors.ts';
import { freeChunk } from '../../free-chunk.ts';
import { BodyTooLargeError } from '../request-body/limit.ts';
import { exchangeOf } from '../exchange/exchange.ts';
import { BlockWriter } from './block-writer.ts';
import { bodyIn, type Body } from './body.ts';

/** A request of HTTP/1.1 or HTTP/2, or any stream; of its headers `content-length` is looked at. */
export type IncomingBody = Readable & {
  readonly headers?: Readonly<IncomingHttpHeaders>;
  /** Set by node where the client went away; HTTP/2 tells it in no other way. */
  readonly aborted?: boolean;
};

/** How to read a body. */
export interface ReadBodyOptions {
  /** The most bytes it may have. Default: what the service's own limits let through. */
  readonly maxBytes?: number;
}

/** A client may declare what it likes; beyond so much, memory is taken only as the body arrives. */
const MAX_TRUSTED_BYTES = 64 * 2 ** 20;

/**
 * Reads the whole body of a request into one block of memory: of the declared length, else of one that grows. Each part that
 * arrives is freed as soon as it was copied, unless somebody else listens to the request as well.
 *
 *     using body = await readBody(request);
 *     await bucket.put(key, body.bytes);
 *
 * At the end of the scope the memory serves the next body; see {@link Body} for what that asks of whoever uses `bytes`.
 *
 * @throws BodyTooLargeError where it is larger than `maxBytes`; answered by 413
 * @throws SeaworthyError SW_BODY_READ where it was read before, is being read by others, or its client has gone
 * @throws Error the stream's own, or ERR_STREAM_PREMATURE_CLOSE, where the client goes in the middle
 */
export async function readBody(request: IncomingBody, options: ReadBodyOptions = {}): Promise<Body> {
  const { maxBytes = Infinity } = options;
  checkUnread(request);
  const declared = declaredBytes(request);
  if (declared !== undefined && declared > maxBytes) throw new BodyTooLargeError(maxBytes);
  exchangeOf(request)?.reservation?.readOnce();
  const writer = new BlockWriter(declared && Math.min(declared, MAX_TRUSTED_BYTES));
  try {
    await receive(request, writer, maxBytes);
  } catch (error) {
    writer.release();
    throw error;
  }
  return bodyIn(writer);
}

/** Else nothing would ever come. */
function checkUnread(request: IncomingBody): void {
  if (request.errored !== null) throw request.errored;
  const isRead = request.readableDidRead || request.readableEnded || request.listenerCount('readable') > 0;
  if (!isRead && !request.destroyed && request.aborted !== true) return;
  const what = isRead ? 'The request’s body is read already' : 'The client has gone before its body was read';
  throw new SeaworthyError('SW_BODY_READ', { what });
}

function declaredBytes({ headers }: IncomingBody): number | undefined {
  const length = headers?.['content-length'];
  const bytes = Number(length);
  return length !== undefined && Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : undefined;
}

/** Copies the body into `writer`. Where it ends early, what it has is released by the caller. */
function receive(request: IncomingBody, writer: BlockWriter, maxBytes: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // Parts of HTTP/2 share their memory, and those of other streams may be anybody's.
  let isOnlyReader = request instanceof IncomingMessage && request.listenerCount('data') === 0;
  const onData = (chunk: Buffer | string) => {
    try {
      const part = typeof chunk === 'string' ? Buffer.from(chunk, request.readableEncoding ?? 'utf8') : chunk;
      if (writer.length + part.length > maxBytes) throw new BodyTooLargeError(maxBytes);
      writer.append(part);
      if (isOnlyReader) freeChunk(part);
    } catch (error) {
      reject(error);
      // The rest passes by, so that the answer reaches a client that is still writing.
      stop();
      request.resume();
    }
  };
  const onListener = (event: string | symbol) => {
    if (event === 'data' || event === 'readable') isOnlyReader = false;
  };
  const onEnd = () => {
    if (request.aborted === true) return onClose();
    resolve();
    stop();
    request.off('error', onError);
  };
  const onError = (error: Error) => {
    reject(error);
    stop();
  };
  const onClose = () => onError(prematureClose());
  const stop = () => {
    request.off('data', onData).off('newListener', onListener).off('end', onEnd).off('close', onClose);
  };
  request.on('data', onData).on('newListener', onListener);
  // That of errors stays after one, or a second one would end the process.
  request.on('end', onEnd).on('error', onError).on('close', onClose);
  return promise;
}

/** As who iterates over a stream meets it. */
function prematureClose(): Error {
  return Object.assign(new Error('Premature close'), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
}
