import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { ToolkitError } from '../../errors.ts';
import { digestOf, type BuildCache } from '../cache/index.ts';
import type { Descriptor, ImageConfig, Index, Manifest, Platform } from '../oci/index.ts';
import { unreachable } from './answer.ts';
import { registryClient, type RegistryClient } from './client.ts';
import { manifestTypes } from './push.ts';
import type { Reference } from './reference.ts';

/** An image of a registry whose layers are in the cache. */
export interface PulledImage {
  readonly manifest: Manifest;
  readonly config: ImageConfig;
}

/**
 * Fetches the image of one platform that a digest names.
 *
 * @throws ToolkitError SW_BASE_UNPINNED without a digest, SW_BASE_INVALID where it has not this platform, SW_DIGEST,
 * SW_REGISTRY_UNREACHABLE, SW_REGISTRY_DENIED, SW_REGISTRY_REFUSED
 */
export async function pullImage(
  { registry, repository, digest }: Reference,
  platform: Platform,
  { cache, insecure }: { readonly cache: BuildCache; readonly insecure?: boolean | undefined },
): Promise<PulledImage> {
  const where = `${registry}/${repository}`;
  if (digest === undefined)
    throw new ToolkitError('SW_BASE_UNPINNED', { what: 'It can change at any time', where });
  const client = registryClient({
    registry,
    repository,
    access: 'pull',
    ...(insecure === undefined ? {} : { insecure }),
  });
  const found = await document<Index | Manifest>(client, 'manifests', digest, cache);
  const manifest = 'manifests' in found ? await ofPlatform(client, found, platform, cache) : found;
  const config = await document<ImageConfig>(client, 'blobs', manifest.config.digest, cache);
  if (config.architecture !== platform.architecture)
    throw new ToolkitError('SW_BASE_INVALID', {
      what: `It is for ${config.architecture}, not ${platform.architecture}`,
      where,
    });
  await Promise.all(manifest.layers.map((layer) => blob(client, layer, cache)));
  return { manifest, config };
}

async function ofPlatform(
  client: RegistryClient,
  { manifests }: Index,
  { architecture }: Platform,
  cache: BuildCache,
): Promise<Manifest> {
  const found = manifests.find(
    ({ platform }) => platform?.os === 'linux' && platform.architecture === architecture,
  );
  if (found !== undefined) return document<Manifest>(client, 'manifests', found.digest, cache);
  throw new ToolkitError('SW_BASE_INVALID', {
    what: `It is not there for linux/${architecture}`,
    where: client.repository,
  });
}

async function document<T>(
  client: RegistryClient,
  kind: 'manifests' | 'blobs',
  digest: string,
  { blobs }: BuildCache,
): Promise<T> {
  if ((await blobs.size(digest)) === undefined) {
    const response = await client.request(`${kind}/${digest}`, {
      headers: { accept: manifestTypes.join(', ') },
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    if (digestOf(bytes) !== digest)
      throw new ToolkitError('SW_DIGEST', {
        what: `What arrived has the digest ${digestOf(bytes)}`,
        where: digest,
      });
    await blobs.add(bytes);
  }
  return JSON.parse((await blobs.read(digest)).toString()) as T;
}

async function blob(
  client: RegistryClient,
  { digest, size }: Descriptor,
  { blobs, onFetch }: BuildCache,
): Promise<void> {
  if ((await blobs.size(digest)) === size) return;
  onFetch(digest);
  const { body } = await client.request(`blobs/${digest}`);
  if (body === null) return;
  await blobs
    .addStream(Readable.fromWeb(body as ReadableStream<Uint8Array>), digest)
    .catch((error: unknown) => {
      // An answer can break off in its middle.
      throw error instanceof ToolkitError ? error : unreachable(error, client.registry);
    });
}
