import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { VirtualClock } from '../testing/index.ts';
import { reloadable, requiredInProduction } from './entry.ts';
import { ConfigError } from './issue.ts';
import { loadConfig, type LoadOptions } from './load-config.ts';
import type { ConfigShape } from './resolve.ts';
import { config } from './schema.ts';

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'seaworthy-config-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const load = <Shape extends ConfigShape>(
  shape: Shape,
  env: NodeJS.ProcessEnv = {},
  options: Partial<LoadOptions> = {},
) => loadConfig(shape, { env, cwd, clock: new VirtualClock(), emit: () => undefined, ...options });

const refusal = async (shape: ConfigShape, env: NodeJS.ProcessEnv): Promise<ConfigError> => {
  const error: unknown = await load(shape, env).catch((error: unknown) => error);
  if (!(error instanceof ConfigError)) throw new Error(`expected a ConfigError, not ${inspect(error)}`);
  return error;
};

const file = (name: string, content: string): string => {
  const path = join(cwd, name);
  writeFileSync(path, content);
  return path;
};

describe('what only development may do without', () => {
  const shape = {
    REDIS_URL: requiredInProduction(config.secret(config.url({ protocols: ['redis'] })).optional()),
    BUCKET: requiredInProduction(config.string().default('local')).describe('Of the photos.'),
    KEYS: reloadable(requiredInProduction(config.list(config.secret()).optional())),
    LIMIT: config.integer(),
  };

  test('may be absent where embedded stores are allowed', async () => {
    const { current } = await load(shape, { LIMIT: '1' }, { embeddedAllowed: true });
    expect(current).toEqual({ BUCKET: 'local', LIMIT: 1 });
  });

  test('is missed elsewhere, with everything else that is wrong', async () => {
    const { message, code } = await refusal(shape, { LIMIT: 'x', KEYS: '' });
    const only = 'it may be absent in development only (in one process), or with --allow-embedded';
    expect(code).toBe('SW_CONFIG_INVALID');
    expect(message).toContain('has 4 errors');
    expect(message).toContain(`- REDIS_URL (missing): expected a URL (redis://…); ${only}`);
    expect(message).toContain(`- BUCKET (missing): expected text; ${only}`);
    expect(message).toContain(`- KEYS (environment, empty): expected a comma separated list; ${only}`);
    expect(message).toContain('- LIMIT (environment): expected a whole number; received "x"');
  });

  test('is taken where it is given', async () => {
    const env = {
      REDIS_URL: 'redis://cache',
      BUCKET: 'photos',
      KEYS_FILE: file('keys', 'a,b\n'),
      LIMIT: '1',
    };
    const { current } = await load(shape, env);
    expect(current).toMatchObject({ BUCKET: 'photos', KEYS: [{}, {}] });
  });

  test('is reported by its file where that is missing', async () => {
    const error = await refusal({ KEYS: shape.KEYS }, { KEYS_FILE: 'none' });
    expect(error.message).toContain(`- KEYS (file ${join(cwd, 'none')}): cannot be read`);
  });
});

describe('the file of an optional entry', () => {
  test('need not be there where the entry is reloadable', async () => {
    const shape = { TOKEN: reloadable(config.secret().optional()) };
    const loaded = await load(shape, { TOKEN_FILE: 'none' });
    expect([loaded.current.TOKEN, loaded.source('TOKEN')]).toEqual([undefined, 'default']);
    expect((await load(shape, { TOKEN_FILE: 'none', TOKEN: 'a' })).current.TOKEN?.reveal()).toBe('a');
  });

  test.each([
    ['is not reloadable', config.secret().optional()],
    ['is required', reloadable(config.secret())],
  ])('must be there where the entry %s', async (_, schema) => {
    const error = await refusal({ TOKEN: schema }, { TOKEN_FILE: 'none' });
    expect(error.code).toBe('SW_CONFIG_FILE');
  });
});
