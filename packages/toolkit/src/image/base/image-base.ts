import { ToolkitError } from '../../errors.ts';
import type { BuildCache } from '../cache/index.ts';
import { layerMediaType, type Layer } from '../layers/index.ts';
import type { Platform } from '../oci/index.ts';
import { parseReference, pullImage } from '../registry/index.ts';

/** An image that another is built upon. */
export interface ImageBase {
  readonly layers: readonly Layer[];
  /** Its environment, as `NAME=value`. */
  readonly env: readonly string[];
}

/** Docker's own media types of layers, and what the same bytes are called in an OCI image. */
const ociTypes: Readonly<Record<string, string>> = {
  'application/vnd.docker.image.rootfs.diff.tar.gzip': layerMediaType.gzip,
  'application/vnd.docker.image.rootfs.diff.tar': 'application/vnd.oci.image.layer.v1.tar',
};

/**
 * The layers of a base image that is named by digest.
 *
 * @throws ToolkitError SW_IMAGE_REFERENCE, SW_BASE_UNPINNED, SW_BASE_INVALID, and those of registries
 */
export async function imageBase(
  name: string,
  platform: Platform,
  options: { readonly cache: BuildCache; readonly insecure?: boolean | undefined },
): Promise<ImageBase> {
  const { manifest, config } = await pullImage(parseReference(name), platform, options);
  const { diff_ids: diffIds } = config.rootfs;
  if (diffIds.length !== manifest.layers.length)
    throw new ToolkitError('SW_BASE_INVALID', {
      what: 'Its configuration and manifest disagree on layers',
      where: name,
    });
  const layers = manifest.layers.map(({ mediaType, digest, size }, index) => ({
    title: `base image ${name}`,
    descriptor: { mediaType: ociTypes[mediaType] ?? mediaType, digest, size },
    diffId: diffIds[index] ?? '',
  }));
  return { layers, env: config.config.Env ?? [] };
}
