import { connect, constants } from 'node:http2';
import type { Address } from '../../engine.ts';

/** `grpc.health.v1.HealthCheckResponse.ServingStatus`, by number (grpc/health/v1/health.proto). */
const STATUSES = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'];
const FRAME_HEADER = 5;

/**
 * Plaintext `grpc.health.v1.Health/Check` on a connection of its own; resolves to the serving status' name.
 *
 * @throws whatever kept the server from answering, and the signal's reason once it aborts
 */
export async function checkHealth(
  { host, port }: Address,
  service: string,
  signal: AbortSignal,
): Promise<string> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const session = connect(`http://${host}:${port}`);
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    session.once('error', reject);
    const stream = session.request({
      [constants.HTTP2_HEADER_METHOD]: 'POST',
      [constants.HTTP2_HEADER_PATH]: '/grpc.health.v1.Health/Check',
      [constants.HTTP2_HEADER_CONTENT_TYPE]: 'application/grpc',
      te: 'trailers',
    });
    const chunks: Buffer[] = [];
    let grpcStatus: string | string[] | undefined;
    stream.once('response', (headers) => (grpcStatus = headers['grpc-status']));
    stream.once('trailers', (trailers) => (grpcStatus ??= trailers['grpc-status']));
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.once('error', reject);
    stream.once('close', () => {
      if (grpcStatus === '0') resolve(servingStatus(Buffer.concat(chunks)));
      else
        reject(new Error(`the health service answered with gRPC status ${grpcStatus?.toString() ?? 'none'}`));
    });
    stream.end(frame(service));
    return await promise;
  } finally {
    signal.removeEventListener('abort', onAbort);
    session.destroy();
  }
}

/** `HealthCheckRequest { string service = 1; }` in gRPC's frame: no compression, four bytes of length. */
function frame(service: string): Buffer {
  const name = Buffer.from(service);
  const message =
    name.length === 0 ? name : Buffer.concat([Buffer.from([0x0a, ...varint(name.length)]), name]);
  const header = Buffer.alloc(FRAME_HEADER);
  header.writeUInt32BE(message.length, 1);
  return Buffer.concat([header, message]);
}

/** `HealthCheckResponse { ServingStatus status = 1; }`; the first value of an enumeration is not written. */
function servingStatus(body: Buffer): string {
  const [tag, value = 0] = body.subarray(FRAME_HEADER);
  return STATUSES[tag === 0x08 ? value : 0] ?? 'UNKNOWN';
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...varint(Math.floor(value / 0x80))];
}
