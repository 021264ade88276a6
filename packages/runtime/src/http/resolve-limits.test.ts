import { expect, test } from 'vitest';
import { defaultLimits, type HttpLimits } from './limits.ts';
import { resolveLimits } from './resolve-limits.ts';

test('what is left out has its default', () => {
  expect(resolveLimits()).toEqual(defaultLimits);
  expect(resolveLimits({ maxBodyBytes: Infinity, minBodyBytesPerSecond: 0 })).toEqual({
    ...defaultLimits,
    maxBodyBytes: Infinity,
    minBodyBytesPerSecond: 0,
  });
  const stated = { maxBodyBytes: undefined } as unknown as HttpLimits;
  expect(resolveLimits(stated)).toEqual(defaultLimits);
});

test.each([
  [{ stallTimeoutMs: 0 }, '`stallTimeoutMs` is 0; it takes numbers from 1'],
  [{ keepAliveTimeoutMs: 0 }, '`keepAliveTimeoutMs` is 0; it takes numbers from 1 to 2147483647'],
  [{ keepAliveTimeoutMs: Infinity }, '`keepAliveTimeoutMs` is Infinity'],
  [{ maxBodyBytes: NaN }, '`maxBodyBytes` is NaN'],
  [{ maxHeaderBytes: 1.5 }, '`maxHeaderBytes` is 1.5; it takes whole numbers from 1 to 4294967295'],
  [{ maxConcurrentStreams: -1 }, '`maxConcurrentStreams` is -1'],
])('%o is refused', (limits, what) => {
  expect(() => resolveLimits(limits)).toThrow(
    expect.objectContaining({ code: 'SW_DEFINITION', message: expect.stringContaining(what) as string }),
  );
});
