import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { digestOf, openBuildCache } from '../cache/index.ts';
import { registryClient } from './client.ts';
import { pullImage } from './pull.ts';
import { putManifest } from './push.ts';

const layer = Buffer.from('layer');
const config = Buffer.from(JSON.stringify({ architecture: 'amd64', os: 'linux' }));
const described = (bytes: Buffer) => ({ mediaType: 'x', digest: digestOf(bytes), size: bytes.length });
const manifest = Buffer.from(JSON.stringify({ config: described(config), layers: [described(layer)] }));
const token = Buffer.from('{"token":"one"}');

type Answer = (response: ServerResponse) => unknown;

const refusal =
  (status: number, retryAfter = '0'): Answer =>
  (response) =>
    response.writeHead(status, { 'retry-after': retryAfter }).end();

/** A registry that answers each request otherwise at first. */
async function registryThat(answersFirst: Answer) {
  const contents = new Map([layer, config, manifest].map((it) => [digestOf(it), it])).set('token', token);
  const asked: string[] = [];
  const server = createServer(({ method, url = '', headers: { authorization, host } }, response) => {
    const challenge = `Bearer realm="http://${host}/token"`;
    if (url.startsWith('/v2/') && authorization === undefined)
      return response.writeHead(401, { 'www-authenticate': challenge }).end();
    const isFirst = !asked.includes(url);
    asked.push(url);
    if (isFirst) return answersFirst(response);
    const [name = ''] = /[^/]*$/.exec(url.replace(/\?.*/, '')) ?? [];
    return response.writeHead(method === 'PUT' ? 201 : 200).end(contents.get(name));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-retrying-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const registry = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const cache = openBuildCache(folder);
  const push = async () => {
    const descriptor = { mediaType: 'x', ...(await cache.blobs.add(manifest)) };
    const client = registryClient({ registry, repository: 'team/shop', access: 'pull,push' });
    return (await putManifest(client, descriptor, '1.0', cache)).status;
  };
  const reference = { registry, repository: 'team/base', tag: undefined, digest: digestOf(manifest) };
  const pull = () =>
    pullImage(reference, { os: 'linux', architecture: 'amd64' }, { cache, retryDelay: () => 0 });
  return { asked, cache, push, pull };
}

test.each([429, 408, 503])(
  'a registry and a token service that answer %i are asked again',
  async (status) => {
    const pushed = await registryThat(refusal(status));
    expect(await pushed.push()).toBe(201);
    const pulled = await registryThat(refusal(status));
    await pulled.pull();
    expect(await pulled.cache.blobs.read(digestOf(layer))).toEqual(layer);
  },
);

test('what breaks off in its middle is fetched anew', async () => {
  const { pull, cache } = await registryThat((response) => {
    response.writeHead(200, { 'content-length': 1000 });
    response.write('{"tok', () => response.destroy());
  });
  await pull();
  expect(await cache.blobs.read(digestOf(layer))).toEqual(layer);
});

test.each([
  ['that wants to be left alone for hours', 429, '7200', 'SW_REGISTRY_REFUSED'],
  ['that refuses for good', 400, '0', 'SW_REGISTRY_DENIED'],
  ['that denies', 403, '0', 'SW_REGISTRY_DENIED'],
])('a token service %s is asked once', async (_, status, retryAfter, code) => {
  const { push, asked } = await registryThat(refusal(status, retryAfter));
  await expect(push()).rejects.toMatchObject({ code });
  expect(asked).toHaveLength(1);
});
