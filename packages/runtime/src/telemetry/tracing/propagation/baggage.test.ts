import { baggageEntryMetadataFromString, propagation } from '@opentelemetry/api';
import { describe, expect, test } from 'vitest';
import { formatBaggage, parseBaggage } from './baggage.ts';

const read = (header: string) =>
  parseBaggage(header)
    ?.getAllEntries()
    .map(([key, { value, metadata }]) => [key, value, metadata?.toString()]);

// W3C Baggage (www.w3.org/TR/baggage), sections 3.3 and 3.4.
describe('read', () => {
  test.each([
    ['one member', 'userId=alice', [['userId', 'alice', undefined]]],
    [
      'several, with space around all delimiters',
      'a \t=\t 1 \t , b = 2',
      [
        ['a', '1', undefined],
        ['b', '2', undefined],
      ],
    ],
    ['percent-encoded UTF-8', 'name=Am%C3%A9lie%20%2C%3B', [['name', 'Amélie ,;', undefined]]],
    ['octets that are not UTF-8', 'name=%FFx', [['name', '\uFFFDx', undefined]]],
    ['a percent sign of no code', 'name=100%25%', [['name', '100%%', undefined]]],
    ['an empty value', 'a=', [['a', '', undefined]]],
    ['an equals sign in a value', 'a=b=c', [['a', 'b=c', undefined]]],
    ['properties', 'a=1 ; p1 = 2 ; p2', [['a', '1', 'p1 = 2;p2']]],
    ['all of a token as key', "!#$%&'*+-.^_`|~09azAZ=1", [["!#$%&'*+-.^_`|~09azAZ", '1', undefined]]],
    ['the last of two equal keys', 'a=1,a=2', [['a', '2', undefined]]],
    ['what is valid among what is not', 'bad key=1,=2,good=3,a="q",x', [['good', '3', undefined]]],
    ['a key that JavaScript knows', '__proto__=1', [['__proto__', '1', undefined]]],
  ])('%s', (_, header, expected) => {
    expect(read(header)).toEqual(expected);
  });

  test.each([
    ['nothing', ''],
    ['only separators', ' , ,'],
    ['no valid member', 'a b=1'],
    ['more than 8192 bytes', `a=${'x'.repeat(8192)}`],
  ])('%s: none', (_, header) => {
    expect(read(header)).toBeUndefined();
  });

  test('64 members at most', () => {
    const header = Array.from({ length: 70 }, (_, i) => `k${i}=v`).join(',');
    expect(read(header)).toHaveLength(64);
  });
});

describe('written', () => {
  const baggage = (entries: Record<string, string>) =>
    propagation.createBaggage(
      Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, { value }])),
    );

  test.each<[string, Record<string, string>, string | undefined]>([
    ['encoded', { name: 'Amélie, "x"; \\' }, 'name=Am%C3%A9lie%2C%20%22x%22%3B%20%5C'],
    ['several', { a: '1', b: '2' }, 'a=1,b=2'],
    ['without keys that are no token', { 'a b': '1', c: '2' }, 'c=2'],
    ['nothing', {}, undefined],
  ])('%s', (_, entries, expected) => {
    expect(formatBaggage(baggage(entries))).toBe(expected);
  });

  test('with its properties', () => {
    const entry = { value: '1', metadata: baggageEntryMetadataFromString('p=2;q') };
    expect(formatBaggage(propagation.createBaggage({ a: entry }))).toBe('a=1;p=2;q');
  });

  test('without properties that would break the header', () => {
    const entry = { value: '1\uD800', metadata: baggageEntryMetadataFromString('p=2\r\nx: y') };
    expect(formatBaggage(propagation.createBaggage({ a: entry }))).toBe('a=1%EF%BF%BD');
  });

  test('within 8192 bytes and 64 members', () => {
    const large = formatBaggage(
      baggage(Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`k${i}`, 'x'.repeat(1000)]))),
    );
    expect(large?.length).toBeLessThanOrEqual(8192);
    expect(large?.split(',')).toHaveLength(8);
    const many = formatBaggage(
      baggage(Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`k${i}`, 'x']))),
    );
    expect(many?.split(',')).toHaveLength(64);
  });
});
