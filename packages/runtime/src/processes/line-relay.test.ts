import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { relayLines } from './line-relay.ts';

test('passes on whole lines only, however what is written was cut, and nothing is lost', async () => {
  const cut = fc.tuple(
    fc.array(fc.string({ unit: 'grapheme', maxLength: 20 })),
    fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
  );
  await fc.assert(
    fc.asyncProperty(cut, async ([drawn, sizes]) => {
      const lines = drawn.map((line) => `${line.replaceAll('\n', ' ')}\n`);
      const bytes = Buffer.from(lines.join(''));
      const stream = new PassThrough();
      const passed: string[] = [];
      let counted = 0;
      const write = (text: string, count: number) => {
        passed.push(text);
        counted += count;
        return true;
      };
      const ended = relayLines(stream, write, new VirtualClock());
      for (let at = 0; at < bytes.length;) {
        const size = sizes.next().value;
        stream.write(bytes.subarray(at, at + size));
        at += size;
      }
      stream.end();
      await ended;
      expect(passed.every((text) => text.endsWith('\n'))).toBe(true);
      expect(passed.join('')).toBe(lines.join(''));
      expect(counted).toBe(lines.length);
    }),
    { numRuns: 50 },
  );
});

test('ends a line that a killed process left unfinished', async () => {
  const stream = new PassThrough();
  const passed: string[] = [];
  const ended = relayLines(stream, (text) => passed.push(text) > 0, new VirtualClock());
  stream.end('whole\nhal');
  await ended;
  expect(passed.join('')).toBe('whole\nhal\n');
});

test('does not keep a line for ever that does not end', async () => {
  const stream = new PassThrough();
  let passed = '';
  const ended = relayLines(stream, (text) => (passed += text) !== '', new VirtualClock());
  const part = Buffer.alloc(2 ** 16, 'x');
  for (let written = 0; written < 2 ** 23; written += part.length) stream.write(part);
  stream.end();
  await ended;
  const lengths = passed.split('\n').map(({ length }) => length);
  expect(lengths.length).toBeGreaterThan(2);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(2 ** 22);
  expect(lengths.reduce((sum, length) => sum + length)).toBe(2 ** 23);
});

test('reads no further while the reader of the log is behind', async () => {
  const clock = new VirtualClock();
  const stream = new PassThrough();
  const passed: string[] = [];
  let behind = true;
  void relayLines(stream, (text) => (text === '' || passed.push(text) > 0) && !behind, clock);
  stream.write('first\n');
  await clock.advance(100);
  stream.write('second\n');
  await clock.advance(1_000);
  expect(passed).toEqual(['first\n']);
  behind = false;
  await clock.advance(100);
  expect(passed).toEqual(['first\n', 'second\n']);
});
