import type { IncomingMessage } from 'node:http';
import { streamOf } from '../http2/stream.ts';

/** Bytes of the body that a request of HTTP/1.1 or HTTP/2 declares: 0 where it has none, undefined where it may have any. */
export function declaredBytes(request: IncomingMessage): number | undefined {
  const { headers, httpVersionMajor } = request;
  const length = headers['content-length'];
  if (length !== undefined) return Number(length);
  if (headers['transfer-encoding'] !== undefined) return undefined;
  // HTTP/2 needs neither header, and has bodies with any method: its headers end the stream, or a body follows (RFC 9113 §8.1).
  return httpVersionMajor === 2 && streamOf(request)?.endAfterHeaders !== true ? undefined : 0;
}
