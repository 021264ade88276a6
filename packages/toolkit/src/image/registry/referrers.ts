import type { BuildCache } from '../cache/index.ts';
import { addJson, MediaType, type Descriptor, type Index, type Manifest } from '../oci/index.ts';
import type { RegistryClient } from './client.ts';
import { putManifest } from './push.ts';
import { retrying } from './retrying.ts';
import { uploadBlob } from './upload.ts';

/** Something that is said of an image, such as its bill of materials. */
export interface Attachment {
  /** Media type of the content, which names the kind of artifact as well. */
  readonly mediaType: string;
  readonly content: Buffer;
}

/** The configuration of an artifact that has none (manifest.md, "Guidance for an Empty Descriptor"). */
const EMPTY = Buffer.from('{}');

/**
 * Attaches something to an image that was pushed (distribution-spec, "Pushing Manifests with Subject"). A registry that
 * knows no referrers gets them listed under a tag instead ("Referrers Tag Schema").
 *
 * @throws ToolkitError SW_REGISTRY_UNREACHABLE, SW_REGISTRY_DENIED, SW_REGISTRY_REFUSED
 */
export async function attach(
  { mediaType, content }: Attachment,
  subject: Descriptor,
  client: RegistryClient,
  cache: BuildCache,
): Promise<Descriptor> {
  const layer = { mediaType, ...(await cache.blobs.add(content)) };
  const config = { mediaType: MediaType.empty, ...(await cache.blobs.add(EMPTY)) };
  for (const blob of [layer, config])
    await uploadBlob(blob, { client, blobs: cache.blobs, sources: [], onEvent: () => {} });
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: MediaType.manifest,
    artifactType: mediaType,
    config,
    layers: [layer],
    subject: { mediaType: subject.mediaType, digest: subject.digest, size: subject.size },
  };
  const descriptor = { ...(await addJson(manifest, MediaType.manifest, cache)), artifactType: mediaType };
  const response = await putManifest(client, descriptor, descriptor.digest, cache);
  if (response.headers.get('oci-subject') === null) await list(descriptor, subject, client, cache);
  return descriptor;
}

async function list(
  descriptor: Descriptor,
  subject: Descriptor,
  client: RegistryClient,
  cache: BuildCache,
): Promise<void> {
  const tag = subject.digest.replace(':', '-');
  const request = { headers: { accept: MediaType.index }, expect: [404] };
  const response = await retrying(() => client.request(`manifests/${tag}`, request));
  const known = response.ok ? ((await response.json()) as Index).manifests : [];
  if (known.some(({ digest }) => digest === descriptor.digest)) return;
  // The newest of a kind replaces the older: it tells of the same image.
  const others = known.filter(({ artifactType }) => artifactType !== descriptor.artifactType);
  const index: Index = { schemaVersion: 2, mediaType: MediaType.index, manifests: [...others, descriptor] };
  await putManifest(client, await addJson(index, MediaType.index, cache), tag, cache);
}
