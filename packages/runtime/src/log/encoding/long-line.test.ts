import { expect, test } from 'vitest';
import { withoutExcess } from './long-line.ts';

const long = 'x'.repeat(2 ** 20);
const shorten = (fields: object) =>
  JSON.parse(withoutExcess(`${JSON.stringify(fields)}\n`, 'msg')) as Record<string, unknown>;

test('a line of common length is left alone', () => {
  const line = `${JSON.stringify({ level: 'info', text: 'x'.repeat(100_000) })}\n`;
  expect(withoutExcess(line, 'msg')).toBe(line);
});

test('of a long one stays what is short, the beginning of texts, and how long it was', () => {
  const err = { type: 'Error', message: long, stack: 'at x', cause: { list: [long] } };
  const fields = { level: 'error', request_id: 'r', rows: [long], err, body: { a: 1 }, msg: long };
  const text = `${'x'.repeat(16_384)}…`;
  expect(shorten(fields)).toEqual({
    level: 'error',
    request_id: 'r',
    rows: '[…]',
    err: { type: 'Error', message: text, stack: 'at x', cause: '[…]' },
    body: { a: 1 },
    msg: text,
    truncated: JSON.stringify(fields).length + 1,
  });
  expect(withoutExcess(`${JSON.stringify(fields)}\n`, 'msg').endsWith('}\n')).toBe(true);
});

test('however many fields there are, it is bounded, and its message stays', () => {
  const many = Object.fromEntries(Array.from({ length: 200_000 }, (_, n) => [`field ${n}`, 'value']));
  const shown = shorten({ level: 'info', ...many, msg: 'told' });
  expect(shown).toMatchObject({ level: 'info', msg: 'told' });
  expect(JSON.stringify(shown).length).toBeLessThan(2 * 2 ** 20);
});

test('no line has half a character, be it cut here or before', () => {
  const ship = '🚢'.repeat(2 ** 19);
  const cut = withoutExcess(`${JSON.stringify({ text: `x${ship}` })}\n`, 'msg');
  expect(JSON.parse(cut)).toMatchObject({ text: `x${ship.slice(0, 16_382)}\u{fffd}…` });
  expect(withoutExcess('{"text":{"of":"\\ud83d"}}\n', 'msg')).toBe('{"text":{"of":"\u{fffd}"}}\n');
});
