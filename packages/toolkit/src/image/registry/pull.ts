import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { ToolkitError } from '../../errors.ts';
import { digestOf, tooLong, type BuildCache } from '../cache/index.ts';
import type { Descriptor, ImageConfig, Index, Manifest, Platform } from '../oci/index.ts';
import { unreachable } from './answer.ts';
import { bodyOf } from './body.ts';
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

/** In bytes: what every registry takes (distribution-spec, "Pushing Manifests"), and few take more. */
const MOST_MANIFEST = 4 * 2 ** 20;

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
  const found = await document<Index | Manifest>(source, 'manifests', { digest, size: MOST_MANIFEST });
  const manifest = 'manifests' in found ? await ofPlatform(source, found, platform) : found;
  const config = await document<ImageConfig>(source, 'blobs', manifest.config);
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
  if (found !== undefined) return document<Manifest>(source, 'manifests', found);
  throw new ToolkitError('SW_BASE_INVALID', {
    what: `It is not there for linux/${architecture}`,
    where: source.client.repository,
  });
}

/** @param size so many bytes at most */
async function document<T>(
  { client, cache: { blobs }, retryDelay }: Source,
  kind: 'manifests' | 'blobs',
  { digest, size }: Pick<Descriptor, 'digest' | 'size'>,
): Promise<T> {
  if ((await blobs.size(digest)) === undefined) {
    const bytes = await retrying(async () => {
      const headers = { accept: manifestTypes.join(', ') };
      const response = await client.request(`${kind}/${digest}`, { headers });
      const body = bodyOf(response, size).catch((error: unknown) => {
        throw error instanceof RangeError ? tooLong(size, digest) : error;
      });
      return await brokenOff(body, client);
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
    await brokenOff(blobs.addStream(stream, digest, size), client);
  }, retryDelay);
}

/** An answer can break off in its middle. */
function brokenOff<T>(read: Promise<T>, { registry }: RegistryClient): Promise<T> {
  return read.catch((error: unknown) => {
    throw error instanceof ToolkitError ? error : unreachable(error, registry);
  });
}
