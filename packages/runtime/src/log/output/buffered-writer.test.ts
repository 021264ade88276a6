import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VirtualClock } from '../../testing/index.ts';
import { BufferedWriter } from './buffered-writer.ts';

/** A pipe that takes so many bytes until it is read. */
class Pipe {
  room = Infinity;
  failure = 'EAGAIN';
  taken = '';
  writes = 0;
  readonly write = (bytes: Uint8Array): number => {
    this.writes += 1;
    if (this.room === 0) throw Object.assign(new Error(this.failure), { code: this.failure });
    const count = Math.min(this.room, bytes.length);
    this.room -= count;
    this.taken += Buffer.from(bytes.subarray(0, count)).toString('latin1');
    return count;
  };
}

function open(maxBuffered?: number, pause: (ms: number) => void = () => {}) {
  const clock = new VirtualClock();
  const pipe = new Pipe();
  const writer = new BufferedWriter({
    clock,
    pause,
    write: pipe.write,
    dropNotice: (count) => `dropped ${count}\n`,
    ...(maxBuffered !== undefined && { maxBuffered }),
  });
  return { clock, pipe, writer };
}

test('lines wait 50 ms for each other and leave in one write', async () => {
  const { clock, pipe, writer } = open();
  writer.write('a\n', false);
  await clock.advance(30);
  writer.write('b\n', false);
  await clock.advance(19);
  expect(pipe.taken).toBe('');
  await clock.advance(1);
  expect([pipe.taken, pipe.writes, clock.pending]).toEqual(['a\nb\n', 1, 0]);
});

test('an urgent line leaves at once, after those before it', () => {
  const { pipe, writer } = open();
  writer.write('a\n', false);
  writer.write('bad\n', true);
  expect(pipe.taken).toBe('a\nbad\n');
});

test('a full chunk does not wait', () => {
  const { pipe, writer } = open();
  for (let n = 0; n < 200; n++) writer.write(`${'x'.repeat(99)}\n`, false);
  expect(pipe.taken.length).toBeGreaterThan(16_000);
  expect(pipe.writes).toBe(1);
});

test('a slow reader gets every line, untorn and in order', async () => {
  const { clock, pipe, writer } = open();
  pipe.room = 5;
  const lines = Array.from({ length: 2000 }, (_, n) => `line ${n}\n`);
  for (const line of lines) writer.write(line, line.endsWith('7\n'));
  for (let reads = 0; reads < 200; reads++) {
    pipe.room = 1000;
    await clock.advance(10);
  }
  expect(pipe.taken).toBe(lines.join(''));
});

test('for a reader that takes nothing memory is bounded; the oldest lines go, urgent ones stay, and the gap is told', async () => {
  const { clock, pipe, writer } = open(30_000);
  pipe.room = 3;
  writer.write('torn?\n', true);
  writer.write('urgent\n', true);
  for (let n = 0; n < 20_000; n++) writer.write(`line ${n}\n`, false);
  pipe.room = Infinity;
  await clock.advance(10);
  const lines = pipe.taken.split('\n');
  const [, dropped] = /^dropped (\d+)$/.exec(lines[1] ?? '') ?? [];
  expect(lines.slice(0, 3)).toEqual(['torn?', `dropped ${dropped}`, 'urgent']);
  expect(lines[3]).toBe(`line ${dropped}`);
  expect(lines.at(-2)).toBe('line 19999');
  expect(pipe.taken.length).toBeLessThan(30_100);
});

test('urgent lines alone are bounded too', () => {
  const { pipe, writer } = open(1000);
  pipe.room = 0;
  for (let n = 0; n < 1000; n++) writer.write(`error ${n}\n`, true);
  pipe.room = Infinity;
  writer.flush();
  expect(pipe.taken).toMatch(/^dropped 900\nerror 900\nerror 901\n/);
  expect(pipe.taken.length).toBeLessThan(1100);
});

test('the gap is told once, also after a long stall, and where nothing is left', async () => {
  const { clock, pipe, writer } = open(1000);
  pipe.room = 0;
  for (let n = 0; n < 1000; n++) {
    writer.write(`line ${n}\n`, false);
    await clock.advance(10);
  }
  writer.write(`${'x'.repeat(2000)}\n`, false);
  pipe.room = Infinity;
  await clock.advance(10);
  expect(pipe.taken).toBe('dropped 1001\n');
});

test.each([true, false])(
  'a line larger than all that may wait loses nothing where the reader takes it (urgent: %s)',
  (urgent) => {
    const { pipe, writer } = open(100_000);
    writer.write('before\n', false);
    const line = `${'x'.repeat(150_000)}\n`;
    writer.write(line, urgent);
    writer.flush();
    expect(pipe.taken).toBe(`before\n${line}`);
    expect(writer.lost).toBe(0);
  },
);

test('an empty text is no line, and makes none leave', () => {
  const { pipe, writer } = open();
  writer.write('a\n', false);
  writer.write('', true, 0);
  expect(pipe.taken).toBe('');
});

test('no write is tried for each line while the reader is behind', () => {
  const { pipe, writer } = open();
  pipe.room = 0;
  for (let n = 0; n < 100; n++) writer.write('error\n', true);
  expect(pipe.writes).toBe(1);
});

test.each(['EPIPE', 'EBADF', 'EIO'])('a reader that has gone (%s) is not written to again', async (code) => {
  const { clock, pipe, writer } = open();
  pipe.room = 0;
  pipe.failure = code;
  writer.write('a\n', true);
  writer.write('b\n', true);
  writer.flush();
  await clock.advance(1000);
  expect([pipe.writes, clock.pending]).toEqual([1, 0]);
});

test.each(['EAGAIN', 'ENOSPC', 'EDQUOT'])('what may pass (%s) is waited for', async (code) => {
  const { clock, pipe, writer } = open();
  pipe.room = 0;
  pipe.failure = code;
  writer.write('a\n', true);
  pipe.room = Infinity;
  await clock.advance(10);
  expect([pipe.taken, writer.lost]).toEqual(['a\n', 0]);
});

test('a flush waits for a slow reader', () => {
  const { pipe, writer } = open(undefined, () => {
    pipe.room = 1000;
  });
  pipe.room = 0;
  const text = 'x'.repeat(50_000);
  writer.write(`${text}\n`, false);
  writer.flush();
  expect(pipe.taken).toBe(`${text}\n`);
});

test('a flush gives up after a second without progress, and after five in any case', () => {
  let waited = 0;
  const dead = open(undefined, (ms) => (waited += ms));
  dead.pipe.room = 0;
  dead.writer.write('a\n', false);
  dead.writer.flush();
  expect(waited).toBe(1000);

  waited = 0;
  const slow = open(undefined, (ms) => {
    waited += ms;
    slow.pipe.room = 1;
  });
  slow.pipe.room = 0;
  slow.writer.write('x'.repeat(5000), false);
  slow.writer.flush();
  expect(waited).toBe(5010);
});

test('lines that are lost are counted, be the reader slow or gone', () => {
  const { pipe, writer } = open(1000);
  pipe.room = 0;
  for (let n = 0; n < 1000; n++) writer.write(`error ${n}\n`, n % 2 === 0);
  expect(writer.lost).toBeGreaterThan(890);
  const { lost } = writer;
  pipe.room = Infinity;
  writer.flush();
  expect([writer.lost, pipe.taken.split('\n').length - 2]).toEqual([lost, 1000 - lost]);
  writer.write('unread\n', false);
  pipe.room = 0;
  pipe.failure = 'EPIPE';
  writer.write('unread\n', true);
  writer.write('unread\n', false);
  writer.commit(0);
  expect(writer.lost).toBe(lost + 4);
});

test('once they are limited, flushes wait once for a reader that takes nothing', () => {
  let waited = 0;
  const { pipe, writer } = open(undefined, (ms) => (waited += ms));
  pipe.room = 0;
  writer.write('a\n', false);
  writer.flushWithin(20_000);
  writer.flush();
  writer.write('b\n', false);
  writer.flush();
  writer.end();
  expect(waited).toBe(1000);
});

test('once they are limited, flushes wait for a slow reader until then, together, and lose nothing that it takes', () => {
  let waited = 0;
  const pipe = new Pipe();
  const writer = new BufferedWriter({
    clock: Object.assign(new VirtualClock(), { now: () => waited }),
    pause(ms) {
      waited += ms;
      pipe.room = 1;
    },
    write: pipe.write,
    dropNotice: String,
  });
  pipe.room = 0;
  writer.write('x'.repeat(500), false);
  writer.flushWithin(700);
  writer.flush();
  writer.end();
  expect([waited, pipe.taken.length]).toEqual([700, 70]);
});

test('after the end each line leaves at once, and waits for a slow reader', () => {
  const { clock, pipe, writer } = open(undefined, () => {
    pipe.room = 1;
  });
  writer.write('a\n', false);
  writer.end();
  expect(pipe.taken).toBe('a\n');
  pipe.room = 0;
  writer.write('b\n', false);
  expect([pipe.taken, clock.pending]).toEqual(['a\nb\n', 0]);
});

test('after the end a reader that takes nothing is waited for once', () => {
  let waited = 0;
  const { clock, pipe, writer } = open(undefined, (ms) => (waited += ms));
  pipe.room = 0;
  writer.write('a\n', false);
  writer.end();
  writer.write('b\n', true);
  expect([waited, clock.pending]).toEqual([1000, 0]);
});

test('whatever the reader does, what arrives is whole lines in order, with every gap counted', async () => {
  const step = fc.oneof(
    fc.record({ lines: fc.integer({ min: 1, max: 60 }), urgent: fc.boolean() }),
    fc.record({ room: fc.integer({ min: 0, max: 300 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const { clock, pipe, writer } = open(500);
      pipe.room = 0;
      let written = 0;
      for (const step of steps) {
        if ('room' in step) {
          pipe.room = step.room;
          await clock.advance(10);
        } else for (let n = 0; n < step.lines; n++) writer.write(`line ${written++}\n`, step.urgent);
      }
      pipe.room = Infinity;
      writer.flush();
      const lines = pipe.taken.split('\n').slice(0, -1);
      const numbers = lines.flatMap((line) => /^line (\d+)$/.exec(line)?.[1] ?? []).map(Number);
      const dropped = lines.flatMap((line) => /^dropped (\d+)$/.exec(line)?.[1] ?? []).map(Number);
      expect(numbers.length + dropped.length).toBe(lines.length);
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
      expect(numbers.length + dropped.reduce((sum, count) => sum + count, 0)).toBe(written);
    }),
    { numRuns: 60 },
  );
});
