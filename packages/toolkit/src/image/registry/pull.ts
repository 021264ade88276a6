import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { ToolkitError } from '../../errors.ts';
import { digestOf, type BuildCache } from '../cache/index.ts';
import type { Descriptor, ImageConfig, Index, Manifest, Platform } from '../oci/index.ts';
import { unreachable } from './answer.ts';
import { registryClient, type RegistryClient } from './client.ts';
import { manifestTypes } from './push.ts';
import type { Reference } from './reference.ts';
import { retrying } from './retrying.ts';

/** An image of a registry whose layers are in the cache. */
export interface PulledImage {
  readonly manifest: Manifest;
  readonly config: ImageConfig;
}

/** How an image is pulled. */
export interface PullOptions {
  readonly cache: BuildCache;
  /** Plain HTTP. Default: for this machine's own addresses. */
  readonly insecure?: boolean | undefined;
  /** Pause before the nth retry, in milliseconds. Default: as {@link retrying}. */
  readonly retryDelay?: (attempt: number) => number;
}

/** A repository, and where what it holds is kept. */
interface Source extends Pick<PullOptions, 'cache' | 'retryDelay'> {
  readonly client: RegistryClient;
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
  { insecure, ...options }: PullOptions,
): Promise<PulledImage> {
  const where = `${registry}/${repository}`;
  if (digest === undefined)
    throw new ToolkitError('SW_BASE_UNPINNED', { what: 'It can change at any time', where });
  const client = registryClient({ registry, repository, access: 'pull', insecure });
  const source: Source = { client, ...options };
  const found = await document<Index | Manifest>(source, 'manifests', digest);
  const manifest = 'manifests' in found ? await ofPlatform(source, found, platform) : found;
  const config = await document<ImageConfig>(source, 'blobs', manifest.config.digest);
  if (config.architecture !== platform.architecture)
    throw new ToolkitError('SW_BASE_INVALID', {
      what: `It is for ${config.architecture}, not ${platform.architecture}`,
      where,
    });
  await Promise.all(manifest.layers.map((layer) => blob(source, layer)));
  return { manifest, config };
}

async function ofPlatform(
  source: Source,
  { manifests }: Index,
  { architecture }: Platform,
): Promise<Manifest> {
  const found = manifests.find(
    ({ platform }) => platform?.os === 'linux' && platform.architecture === architecture,
  );
  if (found !== undefined) return document<Manifest>(source, 'manifests', found.digest);
  throw new ToolkitError('SW_BASE_INVALID', {
    what: `It is not there for linux/${architecture}`,
    where: source.client.repository,
  });
}

async function document<T>(
  { client, cache: { blobs }, retryDelay }: Source,
  kind: 'manifests' | 'blobs',
  digest: string,
): Promise<T> {
  if ((await blobs.size(digest)) === undefined) {
    const bytes = await retrying(async () => {
      const headers = { accept: manifestTypes.join(', ') };
      const response = await client.request(`${kind}/${digest}`, { headers });
      return Buffer.from(await brokenOff(response.arrayBuffer(), client));
    }, retryDelay);
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
  { client, cache: { blobs, onFetch }, retryDelay }: Source,
  { digest, size }: Descriptor,
): Promise<void> {
  if ((await blobs.size(digest)) === size) return;
  onFetch(digest);
  await retrying(async () => {
    const { body } = await client.request(`blobs/${digest}`);
    if (body === null) return;
    const stream = Readable.fromWeb(body as ReadableStream<Uint8Array>);
    await brokenOff(blobs.addStream(stream, digest), client);
  }, retryDelay);
}

/** An answer can break off in its middle. */
function brokenOff<T>(read: Promise<T>, { registry }: RegistryClient): Promise<T> {
  return read.catch((error: unknown) => {
    throw error instanceof ToolkitError ? error : unreachable(error, registry);
  });
}
