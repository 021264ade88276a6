import { STATUS_CODES, type ServerResponse } from 'node:http';
import { exchangeOf } from '../exchange/exchange.ts';
import { lingerStream } from '../http2/linger-stream.ts';

/**
 * Answers with nothing but the status, dropping what the handler had prepared. Headers must not have been sent.
 * A body that is still on its way is nobody's any more.
 *
 * @param retryAfter seconds, for a client that is to come again
 */
export function respond(response: ServerResponse, status: number, retryAfter?: number | string): void {
  for (const name of response.getHeaderNames()) if (name !== 'x-request-id') response.removeHeader(name);
  response.statusCode = status;
  // HTTP/2 has no reason phrase, and node warns of one.
  if (response.req.httpVersionMajor === 1) response.statusMessage = STATUS_CODES[status] ?? '';
  response.setHeader('content-type', 'text/plain');
  if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
  const exchange = exchangeOf(response);
  if (exchange !== undefined) lingerStream(exchange);
  response.end(STATUS_CODES[status]);
}
