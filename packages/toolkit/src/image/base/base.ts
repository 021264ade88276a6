import type { ImageBase } from './image-base.ts';
import { imageBase } from './image-base.ts';
import { minimalBase, minimalBaseKey } from './minimal-base.ts';
import { debianComponents, type BaseComponent } from './components.ts';
import { cachedLayer, type LayerOptions } from '../layers/index.ts';
import type { Platform } from '../oci/index.ts';

/** What an image is to stand on. */
export interface BaseOptions {
  readonly platform: Platform;
  /** An image by digest. Undefined: a minimal base of Debian's packages. */
  readonly image: string | undefined;
  /** Whether the program is linked against the C and C++ libraries. */
  readonly libraries: boolean;
  readonly timeZones: boolean;
  readonly insecure?: boolean | undefined;
}

/** A base, and what is known to be in it. */
export interface Base extends ImageBase {
  readonly components: readonly BaseComponent[];
}

/** @throws ToolkitError SW_BASE_UNAVAILABLE, SW_BASE_INVALID, SW_BASE_UNPINNED, SW_IMAGE_REFERENCE, and those of registries */
export async function makeBase(options: BaseOptions, layerOptions: LayerOptions): Promise<Base> {
  const { platform, image, libraries, timeZones, insecure } = options;
  const { cache } = layerOptions;
  if (image !== undefined)
    return { ...(await imageBase(image, platform, { cache, insecure })), components: [] };
  const content = { architecture: platform.architecture, libraries, timeZones };
  const layer = await cachedLayer(
    'base',
    minimalBaseKey(content),
    () => minimalBase(content, cache),
    layerOptions,
  );
  return {
    layers: [layer],
    env: ['SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt'],
    components: debianComponents(content),
  };
}
