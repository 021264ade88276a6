import { buffer, text } from 'node:stream/consumers';
import { PassThrough, Readable } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { resumedBody } from './resumed-body.ts';

const CONTENT = 'abcdefghij';

/** A body that gives so many bytes from `offset` on, and then breaks off. */
function broken(offset: number, bytes: number): Readable {
  return Readable.from(
    (async function* () {
      if (bytes > 0) yield Buffer.from(CONTENT.slice(offset, offset + bytes));
      throw new Error('idle');
    })(),
    { objectMode: false },
  );
}

test('goes on where it broke off, as often as it takes', async () => {
  const from = vi.fn(async (offset: number) =>
    offset < 8 ? broken(offset, 2) : Readable.from([Buffer.from(CONTENT.slice(offset))]),
  );
  expect(await text(resumedBody(broken(0, 4), CONTENT.length, from))).toBe(CONTENT);
  expect(from.mock.calls).toEqual([[4], [6], [8]]);
});

test('fails where nothing came, or where it can’t be opened again', async () => {
  const from = vi.fn(async (offset: number) => broken(offset, 0));
  await expect(buffer(resumedBody(broken(0, 4), CONTENT.length, from))).rejects.toThrow('idle');
  expect(from.mock.calls).toEqual([[4]]);
  const replaced = () => Promise.reject(new Error('replaced'));
  await expect(buffer(resumedBody(broken(0, 4), CONTENT.length, replaced))).rejects.toThrow('replaced');
});

test('is over with its last byte, however its connection ends', async () => {
  const whole = resumedBody(broken(0, CONTENT.length), CONTENT.length, () => expect.unreachable());
  expect(await text(whole)).toBe(CONTENT);
});

test('may break off before anybody reads', async () => {
  const first = new PassThrough();
  const body = resumedBody(first, CONTENT.length, () => expect.unreachable());
  first.destroy(new Error('idle'));
  await expect(buffer(body)).rejects.toThrow('idle');
});

test('ends its connection with its reader, whatever it waits for', async () => {
  const first = new PassThrough();
  const body = resumedBody(first, CONTENT.length, () => expect.unreachable());
  const closed = new Promise((resolve) => first.once('close', resolve));
  first.write('abc');
  const read = new Promise((resolve) => body.once('data', resolve));
  await read;
  await new Promise(setImmediate);
  body.destroy();
  await closed;
});
