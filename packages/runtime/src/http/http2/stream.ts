import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse, ServerHttp2Stream } from 'node:http2';

/** Error codes of streams (RFC 9113 §7). */
export const NO_ERROR = 0x0;
export const INTERNAL_ERROR = 0x2;
export const CANCEL = 0x8;

/** The stream of a request or a response; undefined in HTTP/1.1. Node gives both the shape of their HTTP/1.1 counterparts. */
export function streamOf(
  message: IncomingMessage | ServerResponse | Http2ServerResponse,
): ServerHttp2Stream | undefined {
  return (message as Partial<Http2ServerRequest | Http2ServerResponse>).stream;
}
