import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { config } from '../config/index.ts';
import { contractOf } from './contract.ts';

const schema = JSON.parse(
  await readFile(new URL('../../../contract/src/service-contract.schema.json', import.meta.url), 'utf8'),
) as object;
const valid = new Ajv({ strict: false, allErrors: true }).compile(schema);

test('a full definition describes itself as the published schema says', () => {
  const contract = contractOf({
    name: 'shop',
    version: '1.2.3',
    description: 'Sells things.',
    config: {
      DATABASE_URL: config.secret(config.url({ protocols: ['postgres'] })).describe('Where orders live.'),
      SHOP_COLOURS: config.list().default(['red', 'blue']),
      SHOP_MODE: config.enum(['fast', 'safe']).default('safe'),
    },
    migrations: {
      list: [{ name: '0001_it', sql: 'select 1' }],
      database: ({ DATABASE_URL }) => DATABASE_URL,
    },
    shutdown: { gracePeriodSeconds: 45, drainDelaySeconds: 10 },
    dependencies: [{ name: 'postgres', kind: 'postgres', critical: true, env: 'DATABASE_URL' }],
    resources: { memory: { limit: '400Mi' }, cpu: { request: '250m' } },
    writablePaths: ['/tmp'],
    start: () => undefined,
  });
  valid(contract);
  expect(valid.errors).toBeNull();
  expect(contract.migrateCommand).toEqual(['node', 'main.js', 'migrate']);
  expect(contract.shutdown).toEqual({ gracePeriodSeconds: 45, preStopSeconds: 0, drainDelaySeconds: 10 });
  expect(contract.config).toContainEqual({
    env: 'DATABASE_URL',
    type: 'url',
    required: true,
    secret: true,
    description: 'Where orders live.',
  });
  expect(contract.config).toContainEqual({
    env: 'SHOP_MODE',
    type: 'enum',
    values: ['fast', 'safe'],
    required: false,
    default: 'safe',
  });
  expect(contract.config.map(({ env }) => env)).toContain('PORT');
});

test('the smallest definition does too', () => {
  const contract = contractOf({ name: 'a', version: '0', start: () => undefined });
  valid(contract);
  expect(valid.errors).toBeNull();
  // An empty list would say that it talks to nobody.
  expect(contract).not.toHaveProperty('dependencies');
});

test('a service that only works in the background has no port for clients, and no delay for what they have sent', () => {
  const contract = contractOf({ name: 'a', version: '0', ports: { http: false }, start: () => undefined });
  valid(contract);
  expect(valid.errors).toBeNull();
  expect(contract.ports).toEqual([{ name: 'admin', port: 9090, env: 'ADMIN_PORT', protocol: 'http' }]);
  expect(contract.config.map(({ env }) => env)).not.toContain('PORT');
  expect(contract.shutdown).toEqual({ gracePeriodSeconds: 30, preStopSeconds: 0, drainDelaySeconds: 0 });
  const stated = { ports: { http: false }, shutdown: { drainDelaySeconds: 3 } } as const;
  expect(contractOf({ name: 'a', version: '0', ...stated, start: () => undefined }).shutdown).toMatchObject({
    drainDelaySeconds: 3,
  });
});

test('another tool may bring the schema up to date', () => {
  const migrateCommand = ['node', 'node_modules/prisma/build/index.js', 'migrate', 'deploy'] as const;
  const contract = contractOf({ name: 'a', version: '0', migrateCommand, start: () => undefined });
  valid(contract);
  expect(valid.errors).toBeNull();
  expect(contract.migrateCommand).toEqual(migrateCommand);
});

test('the schema refuses what is no contract', () => {
  expect(valid({ contractVersion: 2, name: 'Not A Label' })).toBe(false);
});
