import type { ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import { exchangeOf } from '../exchange/exchange.ts';
import { INTERNAL_ERROR, streamOf } from '../http2/stream.ts';

/** Ends a response in its middle, so that its client does not take it for whole. */
export function breakOff(response: ServerResponse | Http2ServerResponse): void {
  const exchange = exchangeOf(response);
  if (exchange?.outcome === 'completed') exchange.breakOff();
  const stream = streamOf(response);
  // Node's `destroy` would reset the stream with NO_ERROR.
  if (stream === undefined) response.destroy();
  else stream.close(INTERNAL_ERROR);
}
