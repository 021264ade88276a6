import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { config } from '../config/index.ts';
import { defineService, type ServiceDefinition } from '../service.ts';

const schema = JSON.parse(
  await readFile(new URL('../../../contract/src/service-contract.schema.json', import.meta.url), 'utf8'),
) as object;
const fits = new Ajv({ strict: false }).compile(schema);

const settings = { DATABASE_URL: config.url({ protocols: ['postgres'] }), TEAM: config.string().optional() };
type Fields = Partial<ServiceDefinition<typeof settings>>;
const define = (fields: Fields) =>
  defineService({ name: 'shop', version: '1', config: settings, start: () => undefined, ...fields });
const postgres = { name: 'db', kind: 'postgres', critical: true } as const;

test.each<[string, Fields, RegExp]>([
  ['a name that is no DNS label', { name: 'Shop' }, /DNS label.*defineService name/],
  ['an empty version', { version: '' }, /defineService version/],
  ['one port for both', { ports: { http: 8080, admin: 8080 } }, /Two listeners.*8080.*defineService ports/],
  ['the default port of the other', { ports: { http: 9090 } }, /Two listeners.*9090/],
  ['no port', { ports: { http: 0 } }, /0 is no port.*defineService ports.http/],
  ['a port beyond the last', { ports: { admin: 65_536 } }, /65536 is no port/],
  ['half a port', { ports: { admin: 80.5 } }, /80.5 is no port/],
  [
    'a time that is none',
    { shutdown: { gracePeriodSeconds: Number.NaN } },
    /NaN.*shutdown.gracePeriodSeconds/,
  ],
  ['a negative time', { shutdown: { drainDelaySeconds: -1 } }, /-1.*shutdown.drainDelaySeconds/],
  ['a relative path', { writablePaths: ['tmp'] }, /`tmp` is not absolute/],
  ['a limit in words', { resources: { memory: { limit: 'lots' } } }, /`lots`.*resources.memory/],
  ['a form that the contract lacks', { resources: { memory: { limit: '4e8' } } }, /`4e8`/],
  ['thousandths of a byte', { resources: { memory: { limit: '400m' } } }, /`400m`.*thousandths/],
  [
    'a request above the limit',
    { resources: { cpu: { request: '2', limit: '500m' } } },
    /request of 2 is above the limit of 500m.*resources.cpu/,
  ],
  ['two dependencies of one name', { dependencies: [postgres, postgres] }, /two dependencies `db`/],
  [
    'two ways to migrate',
    { migrations: { list: [], database: () => undefined }, migrateCommand: ['node', 'migrate.js'] },
    /another command.*migrateCommand/,
  ],
  [
    'an address that is not configured',
    { dependencies: [{ ...postgres, env: 'PGURL' }] },
    /PGURL is no entry.*dependencies.db/,
  ],
])('%s is refused', (_, fields, message) => {
  expect(() => define(fields)).toThrow(expect.objectContaining({ code: 'SW_DEFINITION' }));
  expect(() => define(fields)).toThrow(message);
});

test.each([['LOG_LEVEL'], ['PORT'], ['SEAWORTHY_GRACE_PERIOD'], ['CONFIG_FILE'], ['lower']])(
  'an entry %s is refused',
  (name) => {
    const own = { name: 'shop', version: '1', config: { [name]: config.integer() }, start: () => undefined };
    expect(() => defineService(own)).toThrow(new RegExp(`config.${name}.*SW_DEFINITION`));
  },
);

test.each([
  ['a drain longer than the grace period', { gracePeriodSeconds: 5, drainDelaySeconds: 10 }],
  ['a preStop that leaves no time', { preStopSeconds: 25 }],
  ['the default drain in a short grace period', { gracePeriodSeconds: 6 }],
])('%s is refused', (_, shutdown) => {
  expect(() => define({ shutdown })).toThrow(expect.objectContaining({ code: 'SW_BUDGET' }));
});

test('what is accepted is a contract', () => {
  const { contract } = define({
    ports: { http: 1, admin: 65_535 },
    shutdown: { gracePeriodSeconds: 7, preStopSeconds: 0, drainDelaySeconds: 5 },
    resources: { cpu: { request: '0.5', limit: '500m' }, memory: { request: '64M', limit: '64Mi' } },
    dependencies: [
      { ...postgres, env: 'DATABASE_URL' },
      { ...postgres, name: 'replica' },
    ],
    writablePaths: ['/tmp'],
  });
  fits(contract);
  expect(fits.errors).toBeNull();
});
