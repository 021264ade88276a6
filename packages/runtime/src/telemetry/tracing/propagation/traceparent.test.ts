import { describe, expect, test } from 'vitest';
import { formatTraceparent, parseTraceparent } from './traceparent.ts';

const trace = '12345678901234567890123456789012';
const span = '1234567890123456';

// The cases are those of the W3C's own test suite for implementations (github.com/w3c/trace-context, test/).
describe('accepted', () => {
  test.each([
    ['version 00', `00-${trace}-${span}-01`, 1],
    ['not sampled', `00-${trace}-${span}-00`, 0],
    ['random trace id (Level 2)', `00-${trace}-${span}-03`, 3],
    ['unknown flags, which are not passed on', `00-${trace}-${span}-ff`, 3],
    ['a higher version', `cc-${trace}-${span}-01`, 1],
    ['a higher version with more fields', `cc-${trace}-${span}-01-what-the-future-will-be-like`, 1],
    ['space around it', `\t 00-${trace}-${span}-01 \t`, 1],
  ])('%s', (_, header, traceFlags) => {
    expect(parseTraceparent(header)).toEqual({ traceId: trace, spanId: span, traceFlags, isRemote: true });
  });
});

describe('ignored', () => {
  test.each([
    ['empty', ''],
    ['version 00 with more', `00-${trace}-${span}-01.`],
    ['version 00 with more fields', `00-${trace}-${span}-01-what-the-future-will-be-like`],
    [
      'a higher version with more that is no field',
      `cc-${trace}-${span}-01.what-the-future-will-not-be-like`,
    ],
    ['version ff', `ff-${trace}-${span}-01`],
    ['version with an illegal first character', `.0-${trace}-${span}-01`],
    ['version with an illegal second character', `0.-${trace}-${span}-01`],
    ['version of three digits', `000-${trace}-${span}-01`],
    ['version of four digits', `0000-${trace}-${span}-01`],
    ['version of one digit', `0-${trace}-${span}-01`],
    ['trace id of zeros', `00-${'0'.repeat(32)}-${span}-01`],
    ['trace id with an illegal first character', `00-.${trace.slice(1)}-${span}-01`],
    ['trace id with an illegal last character', `00-${trace.slice(1)}.-${span}-01`],
    ['trace id of 33 digits', `00-${trace}3-${span}-01`],
    ['trace id of 31 digits', `00-${trace.slice(1)}-${span}-01`],
    ['upper-case trace id', `00-${'A'.repeat(32)}-${span}-01`],
    ['parent id of zeros', `00-${trace}-${'0'.repeat(16)}-01`],
    ['parent id with an illegal first character', `00-${trace}-.${span.slice(1)}-01`],
    ['parent id with an illegal last character', `00-${trace}-${span.slice(1)}.-01`],
    ['parent id of 17 digits', `00-${trace}-${span}7-01`],
    ['parent id of 15 digits', `00-${trace}-${span.slice(1)}-01`],
    ['upper-case parent id', `00-${trace}-${'B'.repeat(16)}-01`],
    ['flags with an illegal first character', `00-${trace}-${span}-.0`],
    ['flags with an illegal second character', `00-${trace}-${span}-0.`],
    ['flags of three digits', `00-${trace}-${span}-001`],
    ['flags of one digit', `00-${trace}-${span}-1`],
    ['upper-case flags', `00-${trace}-${span}-0A`],
    ['two headers, as node joins them', `00-${trace}-${span}-01, 00-${trace}-${span}-01`],
    ['a wrong first delimiter', `00_${trace}-${span}-01`],
    ['a wrong second delimiter', `00-${trace}_${span}-01`],
    ['a wrong third delimiter', `00-${trace}-${span}_01`],
  ])('%s', (_, header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });
});

test('writes what it reads', () => {
  const header = `00-${trace}-${span}-01`;
  const parsed = parseTraceparent(header);
  expect(parsed && formatTraceparent(parsed)).toBe(header);
});
