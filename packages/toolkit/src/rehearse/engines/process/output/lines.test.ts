import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readLines } from './lines.ts';

test('lines are the same however the text comes in chunks', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: fc.constantFrom('a', 'ä', '🚢', '\n', '\r') }), { maxLength: 20 }),
      fc.array(fc.nat(100)),
      async (texts, cuts) => {
        const bytes = Buffer.from(texts.join(''));
        const ends = [...cuts.filter((cut) => cut < bytes.length), bytes.length].sort((a, b) => a - b);
        const chunks = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
        const taken: [string, boolean, boolean][] = [];
        await readLines(Readable.from(chunks, { objectMode: false }), (...line) => taken.push(line));
        const expected = texts.join('').split('\n');
        const last = expected.pop() ?? '';
        const whole = expected.map((text) => [text, false, false]);
        expect(taken).toEqual(last === '' ? whole : [...whole, [last, true, false]]);
      },
    ),
  );
});

test('a line without end is given on in pieces, so that nothing grows without bound', async () => {
  const taken: number[] = [];
  const endless = Readable.from(Array.from({ length: 64 }, () => 'x'.repeat(2 ** 16)));
  await readLines(endless, (text) => taken.push(text.length));
  expect(Math.max(...taken)).toBeLessThanOrEqual(2 ** 20 + 2 ** 16);
  expect(taken.reduce((sum, length) => sum + length, 0)).toBe(2 ** 22);
});

test.each([
  ['a line end, and another line', '\nnext\n', false, [['next', false, false]]],
  ['nothing', '', true, []],
])(
  'every piece of a long line is said to be one, whatever comes after it: %s',
  async (_, after, cut, next) => {
    const taken: [string, boolean, boolean][] = [];
    const chunks = [...Array.from({ length: 16 }, () => 'x'.repeat(2 ** 16)), `rest${after}`];
    await readLines(Readable.from(chunks), (...line) => taken.push(line));
    expect(taken.map(([text, isCut, isPart]) => [text.slice(-4), isCut, isPart])).toEqual([
      ['xxxx', false, true],
      ['rest', cut, true],
      ...next,
    ]);
  },
);

test('a stream that ends with a piece of a long line ends within that line', async () => {
  const ends: [number, boolean, boolean][] = [];
  await readLines(Readable.from(['x'.repeat(2 ** 20)]), ({ length }, ...marks) =>
    ends.push([length, ...marks]),
  );
  expect(ends).toEqual([
    [2 ** 20, false, true],
    [0, true, true],
  ]);
});

test('a program that writes too much at once has to wait, and is read on', async () => {
  const stream = new PassThrough();
  let lines = 0;
  const over = readLines(stream, () => (lines += 1));
  // As it does once it has a reader.
  await once(stream, 'resume');
  stream.write(`${'x'.repeat(99)}\n`.repeat(2 ** 15));
  expect(lines).toBe(2 ** 15);
  expect(stream.isPaused()).toBe(true);
  stream.end('more\n');
  await over;
  expect(lines).toBe(2 ** 15 + 1);
});
