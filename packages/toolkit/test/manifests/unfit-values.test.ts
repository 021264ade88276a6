/** Contracts whose values their manifests, the program or a container would not take. */
import type { ConfigEntry, ServiceContract } from '@seaworthy/contract';
import { expect, test } from 'vitest';
import { refuseContradictions } from '../../src/manifests/index.ts';
import { pinger, shop } from './contracts.ts';

const entry = (type: ConfigEntry['type'], preset: string, more: Partial<ConfigEntry> = {}) => ({
  config: [...shop.config, { env: 'VALUE', type, required: false, default: preset, ...more }],
});
const [http = { name: 'http', port: 8080 }, admin = { name: 'admin', port: 9090 }] = shop.ports;
const refused: readonly (readonly [string, Partial<ServiceContract>])[] = [
  ['config: the default of VALUE is abc, and an integer is expected', entry('integer', 'abc')],
  ['config: the default of VALUE is 99999, and a port from 0 to 65535', entry('port', '99999')],
  ['config: the default of VALUE is forever, and a duration', entry('duration', 'forever')],
  ['config: the default of VALUE is nope, and a URL', entry('url', 'nope')],
  ['config: the default of VALUE is c, and one of a, b', entry('string', 'c', { values: ['a', 'b'] })],
  ['ports: admin is 8080, as another one is', { ports: [http, { ...admin, port: 8080 }] }],
  ['ports: admin is set by PORT, as another one is', { ports: [http, { ...admin, env: 'PORT' }] }],
  ['ports: http is 3000, and the default of PORT is 8080', { ports: [{ ...http, port: 3000 }, admin] }],
  ['writablePaths: /tmp stands more than once', { writablePaths: ['/tmp', '/tmp/'] }],
  ['writablePaths: / would hide the image', { writablePaths: ['/'] }],
  ['writablePaths: tmp does not begin with a slash', { writablePaths: ['tmp'] }],
  ['writablePaths: /etc/seaworthy/config is where', { writablePaths: ['/var/../etc/seaworthy/config'] }],
  ['resources.memory: the limit of 64m comes to 0.064 bytes', { resources: { memory: { limit: '64m' } } }],
  ['resources.memory: the limit of 0 comes to 0 bytes', { resources: { memory: { limit: '0' } } }],
  ['resources.memory: the request of 64m', { resources: { memory: { request: '64m', limit: '64Mi' } } }],
];

test.each(refused)('%s', (what, change) => {
  const thrown = expect.objectContaining({
    code: 'SW_CONTRACT_INVALID',
    message: expect.stringContaining(what),
  });
  expect(() => refuseContradictions({ ...shop, ...change })).toThrow(thrown);
});

test.each<Partial<ServiceContract>>([
  entry('string', ''),
  entry('url', ''),
  { config: shop.config.map((it) => (it.env === 'PORT' ? { ...it, default: '' } : it)) },
  entry('bytes', '90%'),
  entry('boolean', 'false'),
  entry('json', '{}'),
  entry('integer', '1', { values: ['1', '2'] }),
  { writablePaths: ['/tmp', '/tmp/uploads', '/etc/seaworthy-cache', '/etc'] },
  { resources: { memory: { request: '1Mi', limit: '1Mi' } } },
])('%j is no contradiction', (change) => {
  expect(() => refuseContradictions({ ...shop, ...change })).not.toThrow();
});

test('a URL of several hosts is one to other programs than ours', () => {
  const hosts = entry('url', 'mongodb://a:27017,b:27017/db');
  expect(() => refuseContradictions({ ...pinger, ...hosts })).not.toThrow();
  expect(() => refuseContradictions({ ...shop, ...hosts })).toThrow('a URL is expected');
});
