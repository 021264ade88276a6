import { expect, test } from 'vitest';
import { ToolkitError } from '../errors.ts';
import { exhaustionOf, throwIfExhausted } from './exhaustion.ts';

const coded = (code: string, cause?: unknown) =>
  Object.assign(new Error(`connect ${code}`, { cause }), { code });

test.each(['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'EAGAIN', 'ENOBUFS', 'ENOMEM', 'ENOSPC', 'EDQUOT'])(
  '%s is what the machine lacks',
  (code) => {
    const found = exhaustionOf(coded(code));
    expect(found).toMatchObject({ code: 'SW_MACHINE_EXHAUSTED', what: expect.stringContaining(code) });
    expect(() => throwIfExhausted(coded(code))).toThrow('SW_MACHINE_EXHAUSTED');
  },
);

test.each([
  'unshare: fork failed: Resource temporarily unavailable',
  'sh: 1: Cannot fork',
  "mkfifo: cannot create fifo 'pipe-1': No space left on device",
])('a tool that says %j says the same', (words) =>
  expect(exhaustionOf(new Error(words))?.code).toBe('SW_MACHINE_EXHAUSTED'),
);

test('it is found behind another error, and stays itself', () => {
  const found = exhaustionOf(new Error('the stream ended', { cause: coded('EMFILE') }));
  expect(found?.code).toBe('SW_MACHINE_EXHAUSTED');
  expect(exhaustionOf(found)).toBe(found);
  expect(exhaustionOf(new SuppressedError(new Error('a folder is gone'), found))).toBe(found);
});

test.each([
  coded('ECONNREFUSED'),
  coded('ECONNRESET'),
  new Error('socket hang up'),
  new ToolkitError('SW_JOB_FAILED', { what: 'x', cause: coded('EMFILE') }),
  'EMFILE',
  undefined,
])('what a service does is none: %s', (error) => {
  expect(exhaustionOf(error)).toBeUndefined();
  expect(() => throwIfExhausted(error)).not.toThrow();
});
