import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { digestOf, openBuildCache } from '../cache/index.ts';
import { pullImage } from './pull.ts';

const layer = Buffer.from('layer');
const config = Buffer.from(JSON.stringify({ architecture: 'amd64', os: 'linux' }));
const described = (bytes: Buffer) => ({ mediaType: 'x', digest: digestOf(bytes), size: bytes.length });
const manifestOf = (parts: object) =>
  Buffer.from(JSON.stringify({ config: described(config), layers: [described(layer)], ...parts }));
const manifest = manifestOf({});

const endless = Symbol('endless');

function* forEver() {
  for (;;) yield Buffer.alloc(65_536);
}

/** A registry that holds the image, but for what it has in the place of some of its parts: a text, or what never ends. */
async function registryWith(
  forged: ReadonlyMap<Buffer, string | typeof endless> = new Map(),
  image = manifest,
) {
  const answers = new Map(
    [layer, config, image].map((bytes) => [digestOf(bytes), forged.get(bytes) ?? bytes]),
  );
  const server = createServer(({ url = '' }, response) => {
    const found = answers.get(url.slice(url.lastIndexOf('/') + 1));
    if (found === undefined) response.writeHead(404);
    if (found === endless) Readable.from(forEver()).pipe(response);
    else response.end(found);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-pull-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const registry = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const reference = { registry, repository: 'team/base', tag: undefined, digest: digestOf(image) };
  const cache = openBuildCache(folder);
  const pull = (architecture: 'amd64' | 'arm64' = 'amd64') =>
    pullImage(reference, { os: 'linux', architecture }, { cache });
  return { cache, folder, pull };
}

test('an image that is what its digest says is pulled with its layers', async () => {
  const { cache, pull } = await registryWith();
  expect(await pull()).toMatchObject({ config: { architecture: 'amd64' } });
  expect(await cache.blobs.read(digestOf(layer))).toEqual(layer);
});

test.each([
  ['manifest', manifest],
  ['configuration', config],
  ['layer', layer],
])('a %s that is not what its digest says is refused, and not kept', async (_, part) => {
  const { cache, folder, pull } = await registryWith(new Map([[part, '{"layers":[]}']]));
  await expect(pull()).rejects.toMatchObject({ code: 'SW_DIGEST', where: digestOf(part) });
  expect(await cache.blobs.size(digestOf(part))).toBeUndefined();
  const left = await readdir(folder, { recursive: true });
  expect(left.filter((path) => path.includes('.partial'))).toEqual([]);
});

test.each([
  ['layer', (part: object) => ({ layers: [part] })],
  ['configuration', (part: object) => ({ config: part })],
])('a %s that is a file of this machine is none of the image', async (_, partOf) => {
  const part = { ...described(config), digest: 'sha256:../../secret' };
  const { folder, pull } = await registryWith(new Map(), manifestOf(partOf(part)));
  await writeFile(join(folder, 'secret'), config);
  await expect(pull()).rejects.toMatchObject({ code: 'SW_DIGEST', where: part.digest });
});

test('an image for another platform is refused', async () => {
  const { pull } = await registryWith();
  await expect(pull('arm64')).rejects.toMatchObject({ code: 'SW_BASE_INVALID' });
});

test.each([
  ['manifest', manifest, 4 * 2 ** 20],
  ['configuration', config, config.length],
  ['layer', layer, layer.length],
])('a %s that never ends is given up', async (_, part, most) => {
  const { folder, pull } = await registryWith(new Map([[part, endless]]));
  await expect(pull()).rejects.toMatchObject({
    code: 'SW_DIGEST',
    where: digestOf(part),
    message: expect.stringContaining(`More than its ${most} bytes arrived`),
  });
  const left = await readdir(folder, { recursive: true });
  expect(left.filter((path) => path.includes('.partial'))).toEqual([]);
});
