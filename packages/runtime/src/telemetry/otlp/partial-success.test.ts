import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeTracesResponse } from '../../../test/telemetry/official-otlp.ts';
import { parsePartialSuccess } from './partial-success.ts';

const none = { rejected: 0, message: '' };

test.each([
  [0, ''],
  [1, 'too old'],
  [2 ** 40, 'é'.repeat(300)],
])('reads %i rejected spans', (rejectedSpans, errorMessage) => {
  const bytes = encodeTracesResponse(rejectedSpans, errorMessage);
  const expected = { rejected: rejectedSpans, message: errorMessage };
  expect(parsePartialSuccess(bytes, 'application/x-protobuf')).toEqual(expected);
  const json = Buffer.from(
    JSON.stringify({ partialSuccess: { rejectedSpans: String(rejectedSpans), errorMessage } }),
  );
  expect(parsePartialSuccess(json, 'application/json; charset=utf-8')).toEqual(expected);
});

test.each([
  ['nothing', ''],
  ['an empty object', '{}'],
  ['another shape', '{"partialSuccess":{"rejectedSpans":{},"errorMessage":7}}'],
  ['no JSON', '<html>'],
])('takes JSON of %s for success', (_, body) => {
  expect(parsePartialSuccess(Buffer.from(body), 'application/json')).toEqual(none);
});

test('takes garbage for success, and comes to an end', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const { rejected, message } = parsePartialSuccess(bytes, undefined);
      expect(Number.isSafeInteger(rejected) && rejected >= 0).toBe(true);
      expect(typeof message).toBe('string');
    }),
  );
});
