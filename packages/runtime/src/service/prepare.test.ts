import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { config, requiredInProduction } from '../config/index.ts';
import type { Member } from '../processes/index.ts';
import { prepare, type ProcessSurroundings } from './prepare.ts';

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
const inKubernetes = { KUBERNETES_SERVICE_HOST: '10.0.0.1' };
const inProduction = { NODE_ENV: 'production' };
const ofCache = { REDIS_URL: requiredInProduction(config.url({ protocols: ['redis'] }).optional()) };
const prepared = (surroundings: ProcessSurroundings) =>
  prepare(
    { name: 'shop', version: '1', config: ofCache, start: () => undefined },
    { cwd: tmpdir(), ...surroundings },
  );

test.each<[string, ProcessSurroundings]>([
  ['in development', { env: {} }],
  ['with --allow-embedded in Kubernetes', { env: inKubernetes, allowEmbedded: true }],
  ['with --allow-embedded in production', { env: inProduction, allowEmbedded: true }],
  ['with --allow-embedded in several processes', { env: {}, allowEmbedded: true, primary: true }],
])('what production requires may be absent %s, and embedded stores are allowed', async (_, surroundings) => {
  const { embeddedAllowed, log } = await prepared(surroundings);
  using _log = log;
  expect(embeddedAllowed).toBe(true);
});

test.each<[string, ProcessSurroundings]>([
  ['in Kubernetes', { env: inKubernetes }],
  ['in production', { env: inProduction }],
  ['in several processes', { env: {}, primary: true }],
  ['in one of several processes', { env: {}, member }],
])('what production requires is demanded %s, and embedded stores are refused', async (_, surroundings) => {
  await expect(prepared(surroundings)).rejects.toMatchObject({
    code: 'SW_CONFIG_INVALID',
    message: expect.stringContaining('REDIS_URL (missing)') as string,
  });
  const { env } = surroundings;
  const { embeddedAllowed, log } = await prepared({
    ...surroundings,
    env: { ...env, REDIS_URL: 'redis://cache' },
  });
  using _log = log;
  expect(embeddedAllowed).toBe(false);
});
