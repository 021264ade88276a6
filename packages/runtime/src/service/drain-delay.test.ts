import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import type { ConfigShape } from '../config/index.ts';
import type { ServiceDefinition } from './definition.ts';
import { prepare } from './prepare.ts';

const inKubernetes = { KUBERNETES_SERVICE_HOST: '10.0.0.1' };
const stated = { shutdown: { drainDelaySeconds: 8 } };

test.each<[string, Partial<ServiceDefinition<ConfigShape>>, NodeJS.ProcessEnv, number]>([
  ['in Kubernetes the definition’s', stated, inKubernetes, 8000],
  ['there it has a default', {}, inKubernetes, 5000],
  ['there is none where nobody sends requests', { ports: { http: false } }, inKubernetes, 0],
  ['elsewhere there is none', stated, {}, 0],
  ['the environment outweighs both', stated, { SEAWORTHY_DRAIN_DELAY: '2s' }, 2000],
])('the drain delay: %s', async (_name, definition, env, expected) => {
  const { budget, log } = await prepare(
    { name: 'shop', version: '1', ...definition, start: async () => undefined },
    { env, cwd: tmpdir() },
  );
  using _log = log;
  expect(budget['drain delay']).toBe(expected);
});
