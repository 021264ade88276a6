import type { BuildCache } from '../cache/index.ts';
import { blobsOf, MediaType, type Descriptor, type Image } from '../oci/index.ts';
import { registryClient, type RegistryClient } from './client.ts';
import { formatReference, type Reference } from './reference.ts';
import { retrying } from './retrying.ts';
import { uploadBlob, type UploadEvent } from './upload.ts';

/** How an image is pushed. */
export interface PushOptions {
  readonly cache: BuildCache;
  /** Plain HTTP. Default: for this machine's own addresses. */
  readonly insecure?: boolean | undefined;
  /** Repositories of the same registry that have layers in common, such as an earlier image's. */
  readonly mountFrom: readonly string[];
  readonly onEvent: (event: UploadEvent) => void;
}

/** Blobs that are uploaded at the same time. */
const CONCURRENCY = 4;

/**
 * Pushes an image: all blobs, then the manifests, and the tag last, so that an interrupted push changes nothing that
 * anybody sees. Returns the client, for what is to be attached.
 *
 * @throws ToolkitError SW_REGISTRY_UNREACHABLE, SW_REGISTRY_DENIED, SW_REGISTRY_REFUSED
 */
export async function pushImage(
  image: Image,
  reference: Reference,
  options: PushOptions,
): Promise<RegistryClient> {
  const { cache, insecure, mountFrom, onEvent } = options;
  const { registry, repository, tag = image.descriptor.digest } = reference;
  const client = registryClient({
    registry,
    repository,
    access: 'pull,push',
    sources: mountFrom,
    insecure,
  });
  const upload = { client, blobs: cache.blobs, sources: mountFrom, onEvent };
  const manifests = new Set(
    [image.descriptor, ...image.platforms.map(({ descriptor }) => descriptor)].map((it) => it.digest),
  );
  const blobs = blobsOf(image).filter(({ digest }) => !manifests.has(digest));
  await inParallel(blobs, (it) => uploadBlob(it, upload));
  for (const { descriptor } of image.platforms)
    await putManifest(client, descriptor, descriptor.digest, cache);
  await putManifest(client, image.descriptor, tag, cache);
  return client;
}

/** Puts a manifest or index of the cache under a tag or its digest. */
export async function putManifest(
  client: RegistryClient,
  { digest, mediaType }: Descriptor,
  name: string,
  { blobs }: BuildCache,
): Promise<Response> {
  const body = await blobs.read(digest);
  const request = { method: 'PUT', headers: { 'content-type': mediaType }, body } as const;
  return retrying(() => client.request(`manifests/${name}`, request));
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const worker = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

/** The name under which a pushed image is found again, whatever its tag does. */
export function pinnedName(image: Image, reference: Reference): string {
  return formatReference({ ...reference, tag: undefined, digest: image.descriptor.digest });
}

/** What any registry may be asked for. */
export const manifestTypes = [
  MediaType.index,
  MediaType.manifest,
  MediaType.dockerIndex,
  MediaType.dockerManifest,
];
