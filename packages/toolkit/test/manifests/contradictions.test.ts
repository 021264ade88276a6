/** Contracts that contradict themselves, of which nothing is written, and by which nothing is rehearsed. */
import { join } from 'node:path';
import type { ServiceContract } from '@seaworthy/contract';
import { expect, test } from 'vitest';
import { manifestFiles } from '../../src/manifests/index.ts';
import { readWorkload } from '../../src/rehearse/workload/index.ts';
import { folderOf } from '../model/folder.ts';
import { deploymentOf } from '../rehearse/deployment-text.ts';
import { shop } from './contracts.ts';

const web = { name: 'web', port: 80 } as const;
const refused: readonly (readonly [string, Partial<ServiceContract>, string])[] = [
  [
    'a probe on a port that is not there',
    { probes: { liveness: { port: 'adm', path: '/' }, readiness: { port: 'adm' } } },
    'probes.liveness.port: there is no port adm, only http, admin; probes.readiness.port: there is no port adm, only http, admin',
  ],
  [
    'a request above its limit',
    { resources: { cpu: { request: '2', limit: '1500m' }, memory: { request: '1Gi', limit: '1000Mi' } } },
    'resources.cpu: the request of 2 is above the limit of 1500m; resources.memory: the request of 1Gi is above the limit of 1000Mi',
  ],
  [
    'two ports of one number',
    { ports: [...shop.ports, web, { name: 'more', port: 80 }] },
    'ports: web and more would both be 80 of the Service',
  ],
  [
    'names that stand twice',
    {
      ports: [...shop.ports, { name: 'http', port: 81 }],
      config: [...shop.config, { env: 'PORT', type: 'port', required: false }],
      dependencies: [
        { name: 'bank', kind: 'http', critical: false },
        { name: 'bank', kind: 'tcp', critical: false },
      ],
    },
    'ports: http stands more than once; config: PORT stands more than once; dependencies: bank stands more than once',
  ],
  [
    'a port named by digits alone',
    { ports: [...shop.ports, { name: '8081', port: 8081 }] },
    'ports: 8081: the name of a port is at most 15 of a-z',
  ],
  [
    'a name that a Service may not have',
    { name: '9shop' },
    'name: the Service 9shop: the name of a Service is a DNS label that begins with a letter',
  ],
  [
    'a name that leaves no room for what is added to it',
    { name: 'a'.repeat(60) },
    `name: the Service ${'a'.repeat(60)}-metrics: the name of a Service is a DNS label`,
  ],
  [
    'an enum without values',
    { config: [...shop.config, { env: 'MODE', type: 'enum', required: true }] },
    'config: MODE is an enum and needs values',
  ],
  [
    'a default that is none of the values',
    {
      config: [
        ...shop.config,
        { env: 'MODE', type: 'enum', values: ['a', 'b'], required: false, default: 'c' },
      ],
    },
    'config: the default of MODE is c, none of its values a, b',
  ],
  [
    'the default of a secret',
    { config: [...shop.config, { env: 'KEY', type: 'string', required: false, secret: true, default: 'x' }] },
    'config: KEY is secret and may not have a default',
  ],
  [
    'a default of what production requires',
    {
      config: [
        ...shop.config,
        { env: 'BUCKET', type: 'string', required: false, requiredInProduction: true, default: 'local' },
      ],
    },
    'config: BUCKET is required in production and may not have a default',
  ],
  [
    'a dependency whose address is not read',
    { dependencies: [{ name: 'bank', kind: 'http', critical: false, env: 'BANK_URL' }] },
    'dependencies: bank has its address from BANK_URL, which is not in config',
  ],
];

test.each(refused)('a contract with %s is refused', (_, change, what) => {
  const thrown = expect.objectContaining({
    code: 'SW_CONTRACT_INVALID',
    message: expect.stringContaining(what),
  });
  expect(() => manifestFiles({ contract: { ...shop, ...change } })).toThrow(thrown);
});

test('a rehearsal refuses one as well, of manifests that follow from it and of others', async () => {
  const contract = { ...shop, probes: { readiness: { port: 'adm' } } };
  const path = await folderOf({
    'seaworthy.yaml': JSON.stringify(contract),
    'deploy/app.yaml': deploymentOf('      containers: [{ name: shop, image: shop }]\n'),
  });
  for (const manifests of [undefined, join(path, 'deploy')])
    await expect(readWorkload({ path, manifests })).rejects.toMatchObject({
      code: 'SW_CONTRACT_INVALID',
      what: 'probes.readiness.port: there is no port adm, only http, admin',
    });
});
