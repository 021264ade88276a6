import { streamOf } from '../http2/stream.ts';
import type { Exchange } from '../exchange/exchange.ts';

/** Tells a client that waits to be asked for its body to send it (RFC 9110 §10.1.1). Any other is told nothing, nor is one of HTTP/1.0. */
export function askForBody({ request, response }: Exchange): void {
  if (request.headers.expect?.toLowerCase() !== '100-continue' || request.httpVersion === '1.0') return;
  const stream = streamOf(request);
  // Of a stream that has been reset meanwhile node would throw.
  if (stream?.closed !== true && stream?.destroyed !== true) response.writeContinue();
}
