import { expect, test } from 'vitest';
import { VirtualClock } from '../../testing/index.ts';
import { LoadShedder, type LoadOptions } from './index.ts';

const shedder = (options: LoadOptions) =>
  new LoadShedder(new VirtualClock(), { run: () => undefined, shed: () => undefined }, options);

test.each<[LoadOptions, string]>([
  [{ maxWaitMs: NaN }, '`maxWaitMs` is NaN; it takes numbers from 0'],
  [{ maxWaitMs: -1 }, '`maxWaitMs` is -1'],
  [{ maxWaiting: NaN }, '`maxWaiting` is NaN'],
  [{ maxWaiting: -1 }, '`maxWaiting` is -1'],
  [{ minConcurrency: NaN }, '`minConcurrency` is NaN'],
  [{ minConcurrency: 0 }, '`minConcurrency` is 0; it takes numbers from 1'],
])('%o is refused', (options, what) => {
  expect(() => shedder(options)).toThrow(
    expect.objectContaining({ code: 'SW_DEFINITION', message: expect.stringContaining(what) as string }),
  );
});

test('what is at the edge is taken', () => {
  using least = shedder({ maxWaitMs: 0, maxWaiting: 0, minConcurrency: 1 });
  using most = shedder({ maxWaitMs: Infinity, maxWaiting: Infinity, minConcurrency: Infinity });
  expect([least.state.limit, most.state.limit]).toEqual([Infinity, Infinity]);
});
