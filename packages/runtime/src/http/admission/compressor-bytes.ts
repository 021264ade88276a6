import type { Exchange } from '../exchange/exchange.ts';
import { hasNoBody } from '../response/has-no-body.ts';
import { fieldOf } from '../response/field.ts';

const KIB = 2 ** 10;

/**
 * What node's compressors hold for each stream, in bytes, of which V8 is hardly told: resident memory with 100 of them and
 * little text (node 24.21). For brotli and zstd with more text it may be more, which measuring finds.
 */
const perStream: Readonly<Record<string, number>> = {
  gzip: 300 * KIB,
  'x-gzip': 300 * KIB,
  deflate: 300 * KIB,
  br: 1_000 * KIB,
  zstd: 900 * KIB,
};

/**
 * What compressing the response takes beside its text: its encoding tells. Not so where a length is stated, since what was
 * compressed before is sent as it is, nor where there is no content. That an upstream has compressed it is not told by anything,
 * nor which Buffers were made just now (`await gzip(text)`): that is found by what use comes to.
 */
export function compressorBytes(exchange: Exchange): number {
  const encoding = fieldOf(exchange, 'content-encoding');
  if (typeof encoding !== 'string') return 0;
  if (exchange.method === 'HEAD' || hasNoBody(exchange.response.statusCode)) return 0;
  if (fieldOf(exchange, 'content-length') !== undefined) return 0;
  const name = encoding.toLowerCase();
  return Object.hasOwn(perStream, name) ? (perStream[name] ?? 0) : 0;
}
