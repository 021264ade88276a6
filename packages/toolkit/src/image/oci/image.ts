import type { BuildCache } from '../cache/index.ts';
import type { Layer } from '../layers/index.ts';
import {
  MediaType,
  type Descriptor,
  type ImageConfig,
  type Index,
  type Manifest,
  type Platform,
  type ProcessConfig,
} from './types.ts';

/** An image of one platform, whose blobs are in the cache. */
export interface PlatformImage {
  readonly platform: Platform;
  /** Of the manifest. */
  readonly descriptor: Descriptor;
  readonly manifest: Manifest;
}

/** An image as it is named, pushed and loaded. */
export interface Image {
  /** Of the index, or of the manifest where there is one platform. */
  readonly descriptor: Descriptor;
  readonly platforms: readonly PlatformImage[];
}

/** What an image is made of. */
export interface ImageParts {
  readonly platform: Platform;
  readonly layers: readonly Layer[];
  readonly process: ProcessConfig;
  /** Told as the time of creation, in seconds since the Unix epoch. */
  readonly time: number;
}

/** Writes the configuration and the manifest of an image. They name no tool and no moment, so that they repeat. */
export async function makeImage(
  { platform, layers, process, time }: ImageParts,
  cache: BuildCache,
): Promise<PlatformImage> {
  const created = new Date(time * 1000).toISOString().replace('.000Z', 'Z');
  const config: ImageConfig = {
    created,
    architecture: platform.architecture,
    os: platform.os,
    config: process,
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: layers.map(({ title }) => ({ created, created_by: title })),
  };
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: MediaType.manifest,
    config: await addJson(config, MediaType.config, cache),
    layers: layers.map(({ descriptor }) => descriptor),
  };
  return {
    platform,
    manifest,
    descriptor: { ...(await addJson(manifest, MediaType.manifest, cache)), platform },
  };
}

/** One name for the images of several platforms. */
export async function makeIndex(platforms: readonly PlatformImage[], cache: BuildCache): Promise<Image> {
  const [only, ...others] = platforms;
  if (only !== undefined && others.length === 0) return { descriptor: only.descriptor, platforms };
  const index: Index = {
    schemaVersion: 2,
    mediaType: MediaType.index,
    manifests: platforms.map(({ descriptor }) => descriptor),
  };
  return { descriptor: await addJson(index, MediaType.index, cache), platforms };
}

/** Adds a document to the cache's blobs. */
export async function addJson(value: unknown, mediaType: string, { blobs }: BuildCache): Promise<Descriptor> {
  return { mediaType, ...(await blobs.add(Buffer.from(JSON.stringify(value)))) };
}

/** Every blob of an image once, the documents that refer to others last. */
export function blobsOf({ descriptor, platforms }: Image): Descriptor[] {
  const all = [
    ...platforms.flatMap(({ manifest }) => [...manifest.layers, manifest.config]),
    ...platforms.map((it) => it.descriptor),
    descriptor,
  ];
  return [...new Map(all.map((it) => [it.digest, it])).values()];
}
