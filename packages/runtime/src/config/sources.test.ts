import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { VirtualClock } from '../testing/index.ts';
import { loadConfig } from './load-config.ts';
import { config } from './schema.ts';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'seaworthy-config-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const load = (env: NodeJS.ProcessEnv) =>
  loadConfig({ WHO: config.string().default('default') }, { env, cwd, clock: new VirtualClock(), emit() {} });

test('a .env that can’t be read is an error, in development only', async () => {
  mkdirSync(join(cwd, '.env'));
  await expect(load({})).rejects.toMatchObject({ code: 'SW_CONFIG_FILE', issues: [{ source: '.env' }] });
  expect((await load({ NODE_ENV: 'production' })).current.WHO).toBe('default');
});
