import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { prepare } from './prepare.ts';

test('the last flushes of the log keep to the budget', async () => {
  const { bus, log } = await prepare(
    { name: 'shop', version: '1', start: async () => undefined },
    { env: {}, cwd: tmpdir() },
  );
  using _log = log;
  const limits: number[] = [];
  Object.assign(log, { flushWithin: (ms: number) => limits.push(ms) });
  bus.emit({ type: 'drain.stage', stage: 'flush', budgetMs: 1000 });
  expect(limits).toEqual([1500]);
});
