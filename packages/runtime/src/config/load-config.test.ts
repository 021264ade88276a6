import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { RuntimeEvent } from '../events.ts';
import { VirtualClock } from '../testing/index.ts';
import { reloadable } from './entry.ts';
import { ConfigError } from './issue.ts';
import { loadConfig, type LoadOptions } from './load-config.ts';
import type { ConfigShape } from './resolve.ts';
import { config } from './schema.ts';

let cwd: string;
let events: RuntimeEvent[];

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'seaworthy-config-'));
  events = [];
});
afterEach(() => rmSync(cwd, { recursive: true }));

const load = <Shape extends ConfigShape>(
  shape: Shape,
  env: NodeJS.ProcessEnv = {},
  options: Partial<LoadOptions> = {},
) =>
  loadConfig(shape, { env, cwd, clock: new VirtualClock(), emit: (event) => events.push(event), ...options });

const refusal = async (shape: ConfigShape, env: NodeJS.ProcessEnv = {}): Promise<ConfigError> => {
  const error: unknown = await load(shape, env).catch((error: unknown) => error);
  if (!(error instanceof ConfigError)) throw new Error(`expected a ConfigError, not ${inspect(error)}`);
  return error;
};

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(cwd, name);
  writeFileSync(path, content);
  return path;
};

describe('precedence', () => {
  const shape = { WHO: config.string().default('default') };

  test('a later source outweighs an earlier one', async () => {
    const of = async (env: NodeJS.ProcessEnv) => {
      const loaded = await load(shape, env);
      return [loaded.current.WHO, loaded.source('WHO')];
    };
    expect(await of({})).toEqual(['default', 'default']);
    const CONFIG_FILE = file('app.yaml', '# names\nwho: config file');
    expect(await of({ CONFIG_FILE })).toEqual(['config file', `config file ${CONFIG_FILE} line 2`]);
    file('.env', 'WHO=.env');
    expect(await of({ CONFIG_FILE })).toEqual(['.env', '.env']);
    expect(await of({ CONFIG_FILE, WHO: 'env' })).toEqual(['env', 'environment']);
    const WHO_FILE = file('who', 'mounted\n');
    expect(await of({ CONFIG_FILE, WHO: 'env', WHO_FILE })).toEqual(['mounted', `file ${WHO_FILE}`]);
  });

  test('.env is read in development only, and may name files', async () => {
    file('who', 'mounted');
    file('.env', 'WHO_FILE=who');
    expect((await load(shape)).current.WHO).toBe('mounted');
    expect((await load(shape, { NODE_ENV: 'production' })).current.WHO).toBe('default');
    expect((await load(shape, { KUBERNETES_SERVICE_HOST: '10.0.0.1' })).current.WHO).toBe('default');
  });

  test('an empty text is a value for a plain string and absent for anything else', async () => {
    const CONFIG_FILE = file('app.json', '{"N": 5, "S": "file", "P": "file"}');
    const shape = { N: config.integer(), S: config.string(), P: config.secret() };
    const { current } = await load(shape, { CONFIG_FILE, N: '', S: '', P: '' });
    expect([current.N, current.S, current.P.reveal()]).toEqual([5, '', 'file']);
    const { issues } = await refusal(shape, { N: '', S: '', P: '' });
    expect(issues.map(({ variable, source }) => [variable, source])).toEqual([
      ['N', 'environment, empty'],
      ['P', 'environment, empty'],
    ]);
  });

  test('a variable of the service that ends in _FILE is not the path of another', async () => {
    const { current } = await load(
      { LOG: config.string(), LOG_FILE: config.string() },
      { LOG: 'a', LOG_FILE: 'b' },
    );
    expect(current).toEqual({ LOG: 'a', LOG_FILE: 'b' });
  });
});

describe('a config file', () => {
  test('takes variable names and camel case, typed values and structures', async () => {
    const CONFIG_FILE = file(
      'app.yaml',
      'PORT: 0x1F90\ntlsOn: true\nappVersion: 1.10\nhosts: [a, b]\nrules: { deep: { a: 1 } }\nempty:\n',
    );
    const shape = {
      PORT: config.port(),
      TLS_ON: config.boolean(),
      APP_VERSION: config.string(),
      HOSTS: config.list(),
      RULES: config.json(),
      EMPTY: config.string().optional(),
    };
    expect((await load(shape, { CONFIG_FILE })).current).toEqual({
      PORT: 8080,
      TLS_ON: true,
      APP_VERSION: '1.10',
      HOSTS: ['a', 'b'],
      RULES: { deep: { a: 1 } },
    });
  });

  test.each(['', '# nothing\n', '---\n', '{}'])('may be empty: %j', async (content) => {
    const CONFIG_FILE = file('app.yaml', content);
    expect((await load({ A: config.string().optional() }, { CONFIG_FILE })).current).toEqual({});
  });

  test.each([
    ['a later YAML', '%YAML 2.0\n---\nA: 1', 'line 1: expected valid YAML or JSON: bad directive'],
    ['invalid UTF-8', new Uint8Array([0x41, 0x3a, 0x20, 0xff, 0xfe]), 'is not valid UTF-8'],
    ['a duplicate key', 'A: 1\nB: 2\nA: hunter2', 'line 3: expected valid YAML or JSON: duplicate key'],
    ['broken YAML', 'A: 1\nB: "hunter2\n', 'line 3: expected valid YAML or JSON: missing char'],
    ['broken JSON', '{\n"A": hunter2 hunter2: }', 'line 2: expected valid YAML or JSON'],
    ['a list', '- hunter2', 'line 1: expected a mapping of names to values'],
    ['both spellings', 'A_B: 1\naB: 2', 'line 2: expected A_B once'],
    ['an alias of nothing', 'A: 1\nB: *hunter2', 'line 2: expected an anchor for each alias'],
    ['an unknown tag', 'A: !hunter2 x', 'line 1: expected valid YAML or JSON: tag resolve failed'],
    ['aliases without end', bomb(), 'line 11: expected fewer aliases'],
    ['more than 1 MiB', 'A: 1\n'.padEnd(1024 * 1024 + 1), 'is larger than 1 MiB'],
  ])('with %s is refused, by place and without its text', async (_, content, message) => {
    const CONFIG_FILE = file('app.yaml', content);
    const error = await refusal({ A_B: config.string().optional(), J: config.string() }, { CONFIG_FILE });
    expect(error.code).toBe('SW_CONFIG_FILE');
    expect(error.message).toContain(message);
    expect(error.message).toContain(CONFIG_FILE);
    expect(inspect(error, { depth: 9 })).not.toContain('hunter2');
    // J may well stand in it.
    expect(error.message).not.toContain('- J');
  });

  test('that is missing or a directory is refused together with the other errors', async () => {
    mkdirSync(join(cwd, 'dir'));
    const shape = { A: config.secret(), B: config.port(), C: config.port() };
    const env = { CONFIG_FILE: 'absent.yaml', A_FILE: 'dir', B: 'x', C_FILE: 'none' };
    const error = await refusal(shape, env);
    expect(error.code).toBe('SW_CONFIG_INVALID');
    expect(error.exitCode).toBe(78);
    expect(error.issues).toEqual([
      {
        kind: 'file',
        source: `config file ${join(cwd, 'absent.yaml')}`,
        expected: 'cannot be read: no such file or directory (ENOENT)',
      },
      { kind: 'file', variable: 'A', source: `file ${join(cwd, 'dir')}`, expected: 'is a directory' },
      {
        kind: 'value',
        variable: 'B',
        source: 'environment',
        expected: 'expected a port, 0 to 65535',
        received: '"x"',
      },
      {
        kind: 'file',
        variable: 'C',
        source: `file ${join(cwd, 'none')}`,
        expected: 'cannot be read: no such file or directory (ENOENT)',
      },
    ]);
  });

  test('cannot reach a prototype', async () => {
    const CONFIG_FILE = file(
      'app.yaml',
      '__proto__: { polluted: 1 }\nconstructor: { prototype: { polluted: 1 } }\nJ: { __proto__: { polluted: 1 } }',
    );
    const { current } = await load({ J: config.json(z.looseObject({})) }, { CONFIG_FILE });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect((current.J as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.getPrototypeOf(current)).toBe(Object.prototype);
    expect(events.map((event) => event.type === 'config.unknown' && event.variable)).toEqual([
      '__proto__',
      'constructor',
    ]);
  });
});

describe('errors', () => {
  test('come all at once, with place, expectation and what was received', async () => {
    const CONFIG_FILE = file('app.yaml', 'RETRIES: many\nRULES: { a: x }\n');
    const shape = {
      PORT: config.port(),
      NEEDED: config.url(),
      RETRIES: config.integer(),
      RULES: config.json(z.object({ a: z.number() })),
      HOSTS: config.list(config.port()),
    };
    const error = await refusal(shape, { CONFIG_FILE, PORT: '70000', HOSTS: '80,x' });
    expect(error.message).toBe(
      [
        'The configuration has 5 errors:',
        '- PORT (environment): expected a port, 0 to 65535; received "70000"',
        '- NEEDED (missing): expected a URL (http://… or https://…)',
        `- RETRIES (config file ${CONFIG_FILE} line 1): expected a whole number; received "many"`,
        `- RULES (config file ${CONFIG_FILE} line 2): at a: Invalid input: expected number, received string; received {"a":"x"}`,
        '- HOSTS (environment): at 1: expected a port, 0 to 65535; received "80,x". Set the named variables as expected. [SW_CONFIG_INVALID]',
      ].join('\n'),
    );
  });

  test('never hold the value of a secret, nor a password in a URL', async () => {
    file('.env', 'JSON_SECRET={"hunter2"');
    const shape = {
      PIN: config.secret(config.integer()),
      JSON_SECRET: config.secret(config.json()),
      KEYS: config.list(config.secret(config.port())),
      CHECKED: config.secret().refine((secret) => secret.reveal() === 'x', {
        error: ({ input }) => `${(input as { reveal(): string }).reveal()} is wrong`,
      }),
      PARTNERS: config.json(z.array(z.object({ url: config.url(), token: config.secret() }))),
      DATABASE_URL: config.url(),
    };
    const env = {
      PIN: 'hunter2',
      PARTNERS: '[{ "url": "partner", "token": "hunter2" }]',
      KEYS: 'hunter2',
      CHECKED: 'hunter2',
      DATABASE_URL: 'postgres://me:hunter2@db/shop',
    };
    const error = await refusal(shape, env);
    expect(error.issues).toHaveLength(6);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hunter2');
    expect(JSON.stringify(error)).not.toContain('hunter2');
    expect(error.message).toContain('"postgres://[redacted]@db/shop"');
    expect(error.message).toContain('PIN (environment): expected a whole number');
    expect(error.message).toContain('PARTNERS (environment): expected JSON, with other values in it\n');
  });

  test.each([
    ['postgres://me:hun/ter2@db/shop', '"postgres://[redacted]@db/shop"'],
    ['postgres://me:hun@ter2@db/shop', '"postgres://[redacted]@db/shop"'],
    ['postgres://me:hun"ter2@db/shop', '"postgres://[redacted]@db/shop"'],
    ['postgres://me:hun ter2@db/shop', '"postgres://[redacted]@db/shop"'],
  ])('never hold a password in a URL, though it is not encoded: %s', async (PORT, received) => {
    const { issues } = await refusal({ PORT: config.port() }, { PORT });
    expect(issues[0]?.received).toBe(received);
  });

  test('are what a transform or a refinement throws, too', async () => {
    const throwing = (value: unknown): never => {
      throw new Error(`no use for ${String(value)}`);
    };
    const shape = {
      RULES: config.string().transform((text): unknown => JSON.parse(text)),
      LINK: config.string().refine(throwing),
      PIN: config.secret().refine((secret) => throwing(secret.reveal())),
    };
    const { message } = await refusal(shape, { RULES: '{', LINK: 'a://me:hunter2@b', PIN: 'hunter2' });
    expect(message).toContain('RULES (environment): not usable: Expected property name');
    expect(message).toContain('LINK (environment): not usable: no use for a://[redacted]@b');
    expect(message).toContain('PIN (environment): expected');
    expect(message).toContain('SW_CONFIG_INVALID');
    expect(message).not.toContain('hunter2');
  });

  test('shorten what was received', async () => {
    const { issues } = await refusal({ PORT: config.port() }, { PORT: '9'.repeat(5000) });
    expect(issues[0]?.received).toHaveLength(101);
  });

  test('know the variables that Kubernetes adds for a Service', async () => {
    const { message } = await refusal({ SHOP_PORT: config.port() }, { SHOP_PORT: 'tcp://10.0.0.1:80' });
    expect(message).toContain('enableServiceLinks: false');
  });

  test('refuse an entry that no environment variable can have', async () => {
    await expect(load({ port: config.port() })).rejects.toMatchObject({ code: 'SW_DEFINITION' });
  });
});

test('reports what is set and unknown, with the nearest known name', async () => {
  const CONFIG_FILE = file('app.yaml', 'shopCurency: EUR\n');
  const shape = { SHOP_CURRENCY: config.string().optional(), SHOP_LIMIT: config.integer().optional() };
  const env = {
    CONFIG_FILE,
    SHOP_LIMTI: '5',
    SHOP_SOMETHING_ELSE_ALTOGETHER: '1',
    SHOP_LIMIT_FILE: file('limit', '7'),
    SHOP_SERVICE_HOST: '10.0.0.1',
    SHOP_PORT_80_TCP_ADDR: '10.0.0.1',
    OTHER_LIMIT: '5',
  };
  await load(shape, env, { prefix: 'SHOP_' });
  expect(events).toEqual([
    { type: 'config.unknown', variable: 'SHOP_LIMTI', nearest: 'SHOP_LIMIT' },
    { type: 'config.unknown', variable: 'SHOP_SOMETHING_ELSE_ALTOGETHER' },
    {
      type: 'config.unknown',
      variable: 'shopCurency',
      nearest: 'SHOP_CURRENCY',
      source: `config file ${CONFIG_FILE} line 1`,
    },
  ]);
});

test('what is loaded is frozen', async () => {
  const loaded = await load({ A: reloadable(config.string().default('a')) });
  expect(Object.isFrozen(loaded.current)).toBe(true);
  expect(loaded.generation).toBe(1);
});

/** Ten levels of ten aliases each: 10^10 values out of a few lines. */
function bomb(): string {
  const levels = Array.from({ length: 10 }, (_, level) => {
    const alias = level === 0 ? '1' : `*l${level - 1}`;
    return `l${level}: &l${level} [${Array(10).fill(alias).join(', ')}]`;
  });
  return ['# bomb', ...levels].join('\n');
}
