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

test.each([
  ['in Kubernetes the definition’s', { KUBERNETES_SERVICE_HOST: '10.0.0.1' }, 8000],
  ['elsewhere there is none', {}, 0],
  ['the environment outweighs both', { SEAWORTHY_DRAIN_DELAY: '2s' }, 2000],
])('the drain delay: %s', async (_name, env, expected) => {
  const { budget, log } = await prepare(
    { name: 'shop', version: '1', shutdown: { drainDelaySeconds: 8 }, start: async () => undefined },
    { env, cwd: tmpdir() },
  );
  using _log = log;
  expect(budget.drainDelayMs).toBe(expected);
});
