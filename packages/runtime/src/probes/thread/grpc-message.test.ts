import fc from 'fast-check';
import { service } from 'grpc-health-check';
import { expect, test } from 'vitest';
import { decodeRequest, encodeResponse, frameHeadBytes, frameLength, ServingStatus } from './grpc-message.ts';

// The official descriptor, as the other side.
const { requestSerialize, responseDeserialize } = Object.values(service)[0] ?? expect.unreachable();

test('reads what the official client writes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (name) => {
      expect(decodeRequest(requestSerialize({ service: name }))).toBe(name);
    }),
  );
});

test.each([
  ['UNKNOWN', ServingStatus.unknown],
  ['SERVING', ServingStatus.serving],
  ['NOT_SERVING', ServingStatus.notServing],
  ['SERVICE_UNKNOWN', ServingStatus.serviceUnknown],
])('writes what the official client reads: %s', (name, status) => {
  const frame = encodeResponse(status);
  const message = frame.subarray(frameHeadBytes);
  expect(frameLength(frame)).toBe(message.length);
  expect(responseDeserialize(message)).toEqual({ status: name });
});

test('skips fields that it does not know, and takes the last of a repeated one', () => {
  const unknown = [0x10, 0x96, 0x01, 0x19, 1, 2, 3, 4, 5, 6, 7, 8, 0x25, 1, 2, 3, 4, 0x32, 1, 0];
  const message = Buffer.from([...unknown, 0x0a, 1, 0x61, ...unknown, 0x0a, 1, 0x62]);
  expect(decodeRequest(message)).toBe('b');
});

test.each([
  ['a name', [0x0a, 5, 0x61]],
  ['a field that it does not know', [0x0a, 1, 0x61, 0x19, 1, 2]],
])('refuses %s that ends too soon', (_, bytes) => {
  expect(() => decodeRequest(Buffer.from(bytes))).toThrow(RangeError);
});

test('random bytes give a name or a RangeError, and never hang', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      try {
        expect(decodeRequest(Buffer.from(bytes))).toBeTypeOf('string');
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
  );
});
