import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { ToolkitError } from '../../errors.ts';
import type { BuildCache } from '../cache/index.ts';
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
  await Promise.all(manifest.layers.map((it) => layer(source, it)));
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

async function document<T>(
  source: Source,
  kind: 'manifests' | 'blobs',
  wanted: Pick<Descriptor, 'digest' | 'size'>,
): Promise<T> {
  const { blobs } = source.cache;
  if ((await blobs.size(wanted.digest)) === undefined) await fetchBlob(source, kind, wanted);
  return JSON.parse((await blobs.read(wanted.digest)).toString()) as T;
}

async function layer(source: Source, wanted: Descriptor): Promise<void> {
  const { blobs, onFetch } = source.cache;
  if ((await blobs.size(wanted.digest)) === wanted.size) return;
  onFetch(wanted.digest);
  await fetchBlob(source, 'blobs', wanted);
}

/** @param wanted of it, so many bytes at most */
async function fetchBlob(
  { client, cache: { blobs }, retryDelay }: Source,
  kind: 'manifests' | 'blobs',
  { digest, size }: Pick<Descriptor, 'digest' | 'size'>,
): Promise<void> {
  const headers = { accept: kind === 'manifests' ? manifestTypes.join(', ') : '*/*' };
  await retrying(async () => {
    const { body } = await client.request(`${kind}/${digest}`, { headers });
    const stream = body === null ? Readable.from([]) : Readable.fromWeb(body as ReadableStream<Uint8Array>);
    await blobs.addStream(stream, digest, size).catch((error: unknown) => {
      // An answer can break off in its middle.
      throw error instanceof ToolkitError ? error : unreachable(error, client.registry);
    });
  }, retryDelay);
}
