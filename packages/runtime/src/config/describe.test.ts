import { expect, test } from 'vitest';
import * as z from 'zod';
import { describeConfig } from './describe.ts';
import { reloadable, requiredInProduction } from './entry.ts';
import { config } from './schema.ts';
import { Secret } from './secret.ts';

test('states type, default, description and marks, through every wrapper', () => {
  const shape = {
    PORT: config.port().default(8080).describe('Where it listens.'),
    TIMEOUT: reloadable(config.duration().default(90_000)),
    LEVEL: reloadable(config.enum(['info', 'warn']).describe('How much.').prefault('info')),
    ORIGINS: config.list().default(['a', 'b']),
    RULES: config.json(z.object({ a: z.number() })).default({ a: 1 }),
    MEMORY: config.bytes().optional(),
    TOKEN: config.secret().describe('Of the gateway.').default(new Secret('hunter2')),
    PINS: config.list(config.secret(config.integer())).optional(),
    DATABASE_URL: config.secret(config.url({ protocols: ['postgres'] })).refine(() => true),
    PLAIN: z.enum(['x', 'y']),
    RATIO: z.coerce.number().default(0.5),
  };
  expect(describeConfig(shape)).toEqual([
    { env: 'PORT', type: 'port', required: false, default: '8080', description: 'Where it listens.' },
    { env: 'TIMEOUT', type: 'duration', required: false, default: '90s', reloadable: true },
    {
      env: 'LEVEL',
      type: 'enum',
      values: ['info', 'warn'],
      required: false,
      default: 'info',
      reloadable: true,
      description: 'How much.',
    },
    { env: 'ORIGINS', type: 'list', required: false, default: 'a,b' },
    { env: 'RULES', type: 'json', required: false, default: '{"a":1}' },
    { env: 'MEMORY', type: 'bytes', required: false },
    { env: 'TOKEN', type: 'string', required: false, secret: true, description: 'Of the gateway.' },
    { env: 'PINS', type: 'list', required: false, secret: true },
    { env: 'DATABASE_URL', type: 'url', required: true, secret: true },
    { env: 'PLAIN', type: 'enum', values: ['x', 'y'], required: true },
    { env: 'RATIO', type: 'number', required: false, default: '0.5' },
  ]);
});

const part = z.object({ url: config.url(), token: config.secret().optional() });

test.each<[string, z.ZodType]>([
  ['a structure', config.json(part)],
  ['one with a default', config.json(part).prefault('{}')],
  ['a list of them', config.json(z.array(part))],
  ['a list of its own', config.list(config.secret())],
  ['a plain schema of zod', z.record(z.string(), z.union([z.string(), part]))],
  ['a tuple', config.json(z.tuple([z.string()], config.secret()))],
  [
    'what a text is turned into',
    config.string().pipe(
      z.preprocess(
        (text) => text,
        z.lazy(() => part),
      ),
    ),
  ],
])('what holds a secret is one: %s', (_, schema) => {
  expect(describeConfig({ PARTNERS: schema })).toMatchObject([{ secret: true }]);
});

test('a schema of trees is looked through once', () => {
  const tree = z.object({
    get leaves() {
      return z.array(tree);
    },
  });
  expect(describeConfig({ TREE: config.json(tree) })).toEqual([
    { env: 'TREE', type: 'json', required: true },
  ]);
});

test('states what only development may do without, which shows no default', () => {
  const shape = {
    REDIS_URL: requiredInProduction(config.url({ protocols: ['redis'] }).optional()),
    BUCKET: requiredInProduction(config.string().default('local')).describe('Of the photos.'),
    TEAM: requiredInProduction(config.string()),
  };
  expect(describeConfig(shape)).toEqual([
    { env: 'REDIS_URL', type: 'url', required: false, requiredInProduction: true },
    {
      env: 'BUCKET',
      type: 'string',
      required: false,
      requiredInProduction: true,
      description: 'Of the photos.',
    },
    { env: 'TEAM', type: 'string', required: true },
  ]);
});

test('marking an entry reloadable leaves the schema it was given alone', () => {
  const shared = config.port();
  expect(describeConfig({ A: reloadable(shared), B: shared }).map((entry) => entry.reloadable)).toEqual([
    true,
    undefined,
  ]);
});

test.each([
  ['an endless duration', config.duration().default(Infinity), undefined],
  ['a duration below 0', config.duration().default(-1), undefined],
  ['a number without end', config.number().default(Infinity), undefined],
  ['bytes below 0', config.bytes().default(-1), undefined],
  ['an item with a comma', config.list().default(['a,b']), undefined],
  ['what JSON has no form for', z.coerce.bigint().default(1n), undefined],
  [
    'what a transform throws at',
    config
      .string()
      .transform(() => JSON.parse('{') as unknown)
      .default(1),
    undefined,
  ],
  ['a text in JSON', config.json(z.union([z.string(), z.array(z.string())])).default('*'), '"*"'],
  ['an empty text, which stands for absence', config.url().default(''), ''],
])('states a default as the text that is read as it, if there is one: %s', (_, schema, text) => {
  expect(describeConfig({ VALUE: schema })).toMatchObject([{ required: false }]);
  expect(describeConfig({ VALUE: schema }).map((entry) => entry.default)).toEqual([text]);
});
