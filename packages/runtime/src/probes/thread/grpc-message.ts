/** The two messages of `grpc.health.v1` (grpc/health/v1/health.proto), in protobuf and gRPC's frame. */

/** `HealthCheckResponse.ServingStatus`. */
export const ServingStatus = { unknown: 0, serving: 1, notServing: 2, serviceUnknown: 3 } as const;
export type ServingStatus = (typeof ServingStatus)[keyof typeof ServingStatus];

/** Bytes before a message: whether it is compressed, and its length (grpc PROTOCOL-HTTP2.md, Length-Prefixed-Message). */
export const frameHeadBytes = 5;

/** How long the message in the frame is; undefined until the frame's head is complete. */
export function frameLength(frame: Buffer): number | undefined {
  return frame.length < frameHeadBytes ? undefined : frame.readUInt32BE(1);
}

/** A framed `HealthCheckResponse { status = 1 }`. */
export function encodeResponse(status: ServingStatus): Buffer {
  // proto3 leaves a zero out.
  const message = status === ServingStatus.unknown ? [] : [0x08, status];
  return Buffer.from([0, 0, 0, 0, message.length, ...message]);
}

/**
 * The `service` of a `HealthCheckRequest { service = 1 }`; empty when absent, the last when repeated, unknown fields
 * skipped, as protobuf asks.
 *
 * @throws {RangeError} the bytes are no such message
 */
export function decodeRequest(message: Buffer): string {
  let service = '';
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0; shift < 64; shift += 7) {
      const byte = message.readUInt8(at++);
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError('a varint of more than ten bytes');
  };
  const take = (length: number) => {
    const end = at + length;
    if (end > message.length) throw new RangeError('a field beyond the end');
    const bytes = message.subarray(at, end);
    at = end;
    return bytes;
  };
  while (at < message.length) {
    const tag = varint();
    const wireType = tag % 8;
    if (wireType === 0) varint();
    else if (wireType === 1) take(8);
    else if (wireType === 5) take(4);
    else if (wireType === 2) {
      const bytes = take(varint());
      if (Math.floor(tag / 8) === 1) service = bytes.toString('utf8');
    } else throw new RangeError(`wire type ${wireType}`);
  }
  return service;
}
