import { expect, test } from 'vitest';
import { countSpans } from '../collector/stub/count-spans.ts';

/** A field with a message or bytes in it, up to 16383 of them (protobuf.dev, "Encoding"). */
function field(number: number, ...content: readonly (readonly number[])[]): number[] {
  const body = content.flat();
  return [(number << 3) | 2, (body.length & 0x7f) | 0x80, body.length >> 7, ...body];
}

const span = field(2, Array<number>(300).fill(7));
const resource = field(1, [2, 2]);
const scope = field(1, [2, 2]);

test('spans are counted in every scope of every resource, and nothing else is', () => {
  const one = field(1, resource, field(2, scope, span, span), field(2, scope, span));
  const other = field(1, resource, field(2, scope));
  expect(countSpans(Uint8Array.from([...one, ...other, ...one]))).toBe(6);
  expect(countSpans(new Uint8Array())).toBe(0);
});

test('what is no OTLP is refused', () => {
  expect(() => countSpans(Uint8Array.from([0x7b, 0x22]))).toThrow('Not an ExportTraceServiceRequest');
});
