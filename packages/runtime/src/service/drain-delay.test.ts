import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { prepare } from './prepare.ts';

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
