import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { registryClient } from './client.ts';

test('a registry that takes connections and stays silent is told as unreachable', async () => {
  await using registry = await server(() => {}, 100);
  await expect(registry.client.request('manifests/1')).rejects.toMatchObject({
    code: 'SW_REGISTRY_UNREACHABLE',
    what: 'It did not answer within 0.1 s',
  });
});

test('a token service that is not there is told, and asked again the next time', async () => {
  let realm = 'http://127.0.0.1:1/token';
  await using registry = await server((url, authorization) => {
    if (url.startsWith('/token')) return [200, {}, JSON.stringify({ token: 'one' })];
    return authorization === 'Bearer one'
      ? [200, {}, '']
      : [401, { 'www-authenticate': `Bearer realm="${realm}"` }, ''];
  });
  await expect(registry.client.request('manifests/1')).rejects.toMatchObject({
    code: 'SW_REGISTRY_UNREACHABLE',
    where: realm,
  });
  realm = `http://${registry.client.registry}/token`;
  expect((await registry.client.request('manifests/1')).status).toBe(200);
});

test('another host, which an upload may be sent to, is not told the credentials', async () => {
  const told: (string | undefined)[] = [];
  await using storage = await server((_, authorization) => {
    told.push(authorization);
    return [200, {}, ''];
  });
  await using registry = await server((url, authorization) => {
    if (url.startsWith('/token')) return [200, {}, JSON.stringify({ token: 'one' })];
    told.push(authorization);
    const realm = `http://${registry.client.registry}/token`;
    return authorization === undefined
      ? [401, { 'www-authenticate': `Bearer realm="${realm}"` }, '']
      : [200, {}, ''];
  });
  await registry.client.request('blobs/1');
  await registry.client.request(`http://${storage.client.registry}/upload`);
  await registry.client.request('blobs/2');
  expect(told).toEqual([undefined, 'Bearer one', undefined, 'Bearer one']);
});

type Answer = readonly [number, Readonly<Record<string, string>>, string];

/** Stands for a registry: the real one is never silent. */
async function server(
  answer: (url: string, authorization: string | undefined) => Answer | void,
  patienceMs?: number,
) {
  const listener = createServer(({ url = '', headers }, response) => {
    const found = answer(url, headers.authorization);
    if (found !== undefined) response.writeHead(found[0], found[1]).end(found[2]);
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const registry = `127.0.0.1:${(listener.address() as AddressInfo).port}`;
  return {
    client: registryClient({
      registry,
      repository: 'shop',
      access: 'pull',
      ...(patienceMs && { patienceMs }),
    }),
    async [Symbol.asyncDispose]() {
      listener.closeAllConnections();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}
