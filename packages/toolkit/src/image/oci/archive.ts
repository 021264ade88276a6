import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { writing } from '../../file-system/writing.ts';
import type { BuildCache } from '../cache/index.ts';
import { archiveEnd, padding, tarHeader } from '../layers/index.ts';
import { blobsOf, type Image } from './image.ts';
import { LAYOUT_FILE, layoutIndex, layoutMark } from './layout.ts';

/**
 * Writes the image as one file that `docker load`, `podman load` and `kind load image-archive` take: an OCI image layout in a
 * tar archive, with the list of docker's own format beside it. That list has room for one platform, the first.
 *
 * @throws ToolkitError SW_WRITE_FAILED
 */
export async function writeArchive(
  image: Image,
  tag: string,
  file: string,
  cache: BuildCache,
): Promise<void> {
  await writing(file, (partial) =>
    pipeline(Readable.from(archiveOf(image, tag, cache)), createWriteStream(partial)),
  );
}

async function* archiveOf(image: Image, tag: string, { blobs }: BuildCache): AsyncGenerator<Uint8Array> {
  const blobPath = (digest: string) => `blobs/${digest.replace(':', '/')}`;
  for (const { digest, size } of blobsOf(image).toSorted((a, b) => (a.digest < b.digest ? -1 : 1))) {
    yield* tarHeader({ type: 'file', path: blobPath(digest), size }, 0);
    yield* blobs.stream(digest);
    yield padding(size);
  }
  const [first] = image.platforms;
  const dockerList = first && [
    {
      Config: blobPath(first.manifest.config.digest),
      RepoTags: [tag],
      Layers: first.manifest.layers.map(({ digest }) => blobPath(digest)),
    },
  ];
  const documents = {
    'index.json': JSON.stringify(layoutIndex(image, tag)),
    'manifest.json': JSON.stringify(dockerList),
    [LAYOUT_FILE]: layoutMark,
  };
  for (const [path, text] of Object.entries(documents)) {
    const content = Buffer.from(text);
    yield* tarHeader({ type: 'file', path, size: content.length }, 0);
    yield content;
    yield padding(content.length);
  }
  yield archiveEnd();
}
