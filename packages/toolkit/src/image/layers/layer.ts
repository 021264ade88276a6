import { digestOf, type BuildCache } from '../cache/index.ts';
import type { Descriptor } from '../oci/index.ts';
import { compress, layerMediaType, type Compression } from './compression.ts';
import { tarArchive, type TarEntry } from './tar.ts';

/** A layer whose blob is in the cache. */
export interface Layer {
  /** For the image's history: what the layer holds. */
  readonly title: string;
  readonly descriptor: Descriptor;
  /** Digest of the archive before it was packed (OCI image specification, config.md, "Layer DiffID"). */
  readonly diffId: string;
}

/** How layers are made. */
export interface LayerOptions {
  readonly cache: BuildCache;
  readonly compression: Compression;
  /** Modification time of every entry, in seconds since the Unix epoch. */
  readonly time: number;
}

/** Packs the entries as a layer. One that was packed before is not packed again. */
export async function makeLayer(
  title: string,
  entries: readonly TarEntry[],
  { cache, compression, time }: LayerOptions,
): Promise<Layer> {
  const archive = tarArchive(entries, time);
  const diffId = digestOf(archive);
  const descriptor = await cache.result(
    ['layer-1', diffId, compression],
    async () => ({
      mediaType: layerMediaType[compression],
      ...(await cache.blobs.add(await compress(archive, compression))),
    }),
    async ({ digest, size }) => (await cache.blobs.size(digest)) === size,
  );
  return { title, descriptor, diffId };
}

/**
 * A layer that takes long to make, under a key of all it is made from: its entries are only asked for where it is not
 * in the cache.
 */
export async function cachedLayer(
  title: string,
  key: readonly string[],
  entries: () => Promise<readonly TarEntry[]>,
  options: LayerOptions,
): Promise<Layer> {
  const { cache, compression, time } = options;
  return cache.result(
    ['layer-of-1', ...key, compression, String(time)],
    async () => makeLayer(title, await entries(), options),
    async ({ descriptor }) => (await cache.blobs.size(descriptor.digest)) === descriptor.size,
  );
}
