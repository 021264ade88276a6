import { isGrpc } from '../h2c/index.ts';
import type { SingleRequest } from './single-request.ts';

/** What stands before each message of gRPC: whether it is compressed, and its length (gRPC over HTTP/2, Length-Prefixed-Message). */
const MESSAGE_HEAD_BYTES = 5;

/** As long as the longest that was asked for. */
let filling = Buffer.alloc(0);
/** A message of gRPC, of the length that was asked for last. */
let message = Buffer.alloc(0);

/** The body of a request: what it states, or bytes that say nothing. To gRPC they are one message, which is read as a whole. */
export function contentOf({ body, headers }: SingleRequest): string | Uint8Array | undefined {
  if (typeof body !== 'number') return body;
  return isGrpc(headers['content-type']) ? messageOf(body) : fillingOf(body);
}

function fillingOf(bytes: number): Buffer {
  if (filling.length < bytes) filling = Buffer.alloc(bytes, 'x');
  return filling.subarray(0, bytes);
}

function messageOf(bytes: number): Buffer {
  if (message.length === bytes) return message;
  message = Buffer.alloc(Math.max(bytes, MESSAGE_HEAD_BYTES), 'x');
  message.writeUInt8(0, 0);
  message.writeUInt32BE(message.length - MESSAGE_HEAD_BYTES, 1);
  return message;
}
