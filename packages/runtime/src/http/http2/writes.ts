import type { ServerHttp2Stream } from 'node:http2';

const written = new WeakMap<ServerHttp2Stream, { bytes: number }>();

/** Counts what is written to a stream from now on; see {@link writtenBy}. */
export function countWrites(stream: ServerHttp2Stream): void {
  const count = { bytes: 0 };
  written.set(stream, count);
  const node = Object.getPrototypeOf(stream) as Required<Pick<ServerHttp2Stream, '_write' | '_writev'>>;
  stream._write = (chunk: Buffer | string, encoding, done) => {
    count.bytes += Buffer.byteLength(chunk, encoding);
    node._write.call(stream, chunk, encoding, done);
  };
  stream._writev = (chunks, done) => {
    for (const { chunk, encoding } of chunks)
      count.bytes += Buffer.byteLength(chunk as Buffer | string, encoding);
    node._writev.call(stream, chunks, done);
  };
}

/** Bytes of the body that were handed to HTTP/2. More are only once its client has taken those before. */
export function writtenBy(stream: ServerHttp2Stream): number {
  return written.get(stream)?.bytes ?? 0;
}
