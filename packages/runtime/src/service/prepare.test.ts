import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import type { Member } from '../processes/index.ts';
import { prepare, type Surroundings } from './prepare.ts';

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

const member = { share: { number: 1, of: 2 }, welcome: { terminal: false } } as unknown as Member;

test.each<[string, boolean, Surroundings]>([
  ['in development', true, { env: {} }],
  ['in one of several processes', false, { env: {}, member }],
  ['in production', false, { env: { NODE_ENV: 'production' } }],
  ['in Kubernetes', false, { env: { KUBERNETES_SERVICE_HOST: '10.0.0.1' } }],
  ['where they are asked for', true, { env: { NODE_ENV: 'production' }, allowEmbedded: true }],
])('embedded stores are allowed %s: %s', async (_, allowed, surroundings) => {
  const { log, embeddedAllowed } = await prepare(
    { name: 'shop', version: '1', start: async () => undefined },
    { cwd: tmpdir(), ...surroundings },
  );
  using _log = log;
  expect(embeddedAllowed).toBe(allowed);
});
