import { describe, expect, test } from 'vitest';
import { W3CTraceState } from './tracestate.ts';

const keyCharacters = 'abcdefghijklmnopqrstuvwxyz0123456789_-*/';
const valueCharacters = String.fromCharCode(
  ...Array.from({ length: 0x7e - 0x20 + 1 }, (_, i) => 0x20 + i).filter(
    (code) => code !== 0x2c && code !== 0x3d,
  ),
);
const members = (count: number) => Array.from({ length: count }, (_, i) => `bar${i}=${i}`).join(',');

// The cases are those of the W3C's own test suite for implementations (github.com/w3c/trace-context, test/).
describe('passed on', () => {
  test.each([
    ['one member', 'foo=1', 'foo=1'],
    ['the order of members', 'foo=1,bar=2,rojo=1,congo=2,baz=3', 'foo=1,bar=2,rojo=1,congo=2,baz=3'],
    ['all characters of a key', `${keyCharacters}=1`, `${keyCharacters}=1`],
    [
      'all characters of a tenant and a system',
      `${keyCharacters}@a-z0-9_-*/=1`,
      `${keyCharacters}@a-z0-9_-*/=1`,
    ],
    ['all characters of a value', `foo=${valueCharacters}`, `foo=${valueCharacters}`],
    ['space around members', 'foo=1 \t , \t bar=2, \t baz=3', 'foo=1,bar=2,baz=3'],
    ['tabs around members', 'foo=1\t \t,\t \tbar=2', 'foo=1,bar=2'],
    ['space around it', '\t foo=1 \t', 'foo=1'],
    ['empty members', ',foo=1,, ,bar=2,', 'foo=1,bar=2'],
    ['a leading space of a value', 'foo= 1', 'foo= 1'],
    ['32 members', members(32), members(32)],
    ['a key of 256 characters', `foo=1,${'z'.repeat(256)}=1`, `foo=1,${'z'.repeat(256)}=1`],
    [
      'a tenant of 241 and a system of 14 characters',
      `${'t'.repeat(241)}@${'v'.repeat(14)}=1`,
      `${'t'.repeat(241)}@${'v'.repeat(14)}=1`,
    ],
    ['a value of 256 characters', `foo=${'v'.repeat(256)}`, `foo=${'v'.repeat(256)}`],
    [
      'more than the 512 characters that every system must pass on',
      `foo=${'a'.repeat(256)},bar=${'b'.repeat(256)},baz=${'c'.repeat(256)}`,
      `foo=${'a'.repeat(256)},bar=${'b'.repeat(256)},baz=${'c'.repeat(256)}`,
    ],
  ])('%s', (_, header, expected) => {
    expect(new W3CTraceState(header).serialize()).toBe(expected);
  });
});

describe('discarded whole', () => {
  test.each([
    ['a duplicated key', 'foo=1,foo=1'],
    ['a duplicated key with another value', 'foo=1,bar=3,foo=2'],
    ['a space in a key', 'foo =1'],
    ['an upper-case key', 'FOO=1'],
    ['a dot in a key', 'foo.bar=1'],
    ['an empty system', 'foo@=1,bar=2'],
    ['an empty tenant', '@foo=1,bar=2'],
    ['two at signs', 'foo@@bar=1,bar=2'],
    ['two systems', 'foo@bar@baz=1,bar=2'],
    ['a simple key that starts with a digit', '1foo=1'],
    ['33 members', members(33)],
    ['a key of 257 characters', `foo=1,${'z'.repeat(257)}=1`],
    ['a tenant of 242 characters', `foo=1,${'t'.repeat(242)}@v=1`],
    ['a system of 15 characters', `foo=1,t@${'v'.repeat(15)}=1`],
    ['a value of 257 characters', `foo=${'v'.repeat(257)}`],
    ['an equals sign in a value', 'foo=bar=baz'],
    ['an empty value', 'foo=,bar=3'],
    ['no equals sign', 'foo'],
    ['a control character in a value', 'foo=a\u0001b'],
    ['a letter beyond ASCII in a value', 'foo=é'],
    // A minute's work for an expression that looks for the space at the end: longer than a test may take.
    ['more space within a value than it may have characters', `foo=a${' '.repeat(100_000)}b`],
  ])('%s', (_, header) => {
    expect(new W3CTraceState(header).serialize()).toBe('');
  });
});

test('a changed member moves to the front', () => {
  expect(new W3CTraceState('foo=1,bar=2').set('bar', '3').serialize()).toBe('bar=3,foo=1');
});

test('a member that is one too many pushes the last one out', () => {
  const state = new W3CTraceState(members(32)).set('new', '1').serialize();
  expect(state.split(',')).toHaveLength(32);
  expect(state).toMatch(/^new=1,bar0=0,.*,bar30=30$/);
});

test('an invalid member is not added', () => {
  expect(new W3CTraceState('foo=1').set('NO', '1').set('no', 'a,b').serialize()).toBe('foo=1');
});

test('a member can be read and removed, and the original stays', () => {
  const state = new W3CTraceState('foo=1,bar=2');
  expect(state.unset('foo').serialize()).toBe('bar=2');
  expect(state.get('foo')).toBe('1');
  expect(state.get('baz')).toBeUndefined();
});
