import { existsSync } from 'node:fs';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ToolkitError } from '../../errors.ts';
import { writing } from '../../file-system/writing.ts';
import type { BuildCache } from '../cache/index.ts';
import { blobsOf, type Image } from './image.ts';
import { MediaType, type Index } from './types.ts';

/** Marks a folder as an image layout (image-layout.md). */
export const LAYOUT_FILE = 'oci-layout';
export const layoutMark = JSON.stringify({ imageLayoutVersion: '1.0.0' });

/** The index of a layout: the one image, under its name. */
export function layoutIndex({ descriptor }: Image, tag: string): Index {
  // The name within the layout is what skopeo and umoci take after the colon: the tag alone.
  const name = /:([^:/]+)$/.exec(tag)?.[1] ?? 'latest';
  const annotations = {
    'io.containerd.image.name': tag,
    'org.opencontainers.image.ref.name': name,
  };
  return { schemaVersion: 2, mediaType: MediaType.index, manifests: [{ ...descriptor, annotations }] };
}

/**
 * Writes the image as an OCI image layout. A layout that is there already is replaced.
 *
 * @throws ToolkitError SW_WRITE_FAILED, also where the folder holds something else
 */
export async function writeLayout(
  image: Image,
  tag: string,
  folder: string,
  { blobs }: BuildCache,
): Promise<void> {
  const exists = existsSync(folder);
  if (exists && !existsSync(join(folder, LAYOUT_FILE)))
    throw new ToolkitError('SW_WRITE_FAILED', {
      what: 'The folder exists, and is no image layout',
      where: folder,
    });
  await writing(folder, async (partial) => {
    for (const { digest } of blobsOf(image)) {
      const path = join(partial, 'blobs', digest.replace(':', '/'));
      await mkdir(dirname(path), { recursive: true });
      await copyFile(blobs.path(digest), path);
    }
    await writeFile(join(partial, 'index.json'), JSON.stringify(layoutIndex(image, tag)));
    await writeFile(join(partial, LAYOUT_FILE), layoutMark);
    if (exists) await rm(folder, { recursive: true });
  });
}
