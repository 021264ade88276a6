import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBuildCache, type BuildCache } from '../../src/image/cache/index.ts';
import { makeLayer, type TarEntry } from '../../src/image/layers/index.ts';
import { makeImage, makeIndex, type Image } from '../../src/image/oci/index.ts';

/** A cache of its own in a temporary folder. */
export async function temporaryCache(): Promise<BuildCache> {
  return openBuildCache(await mkdtemp(join(tmpdir(), 'seaworthy-cache-')));
}

/** An image of both platforms with one file each, the layer of which they share. */
export async function smallImage(cache: BuildCache, content: Uint8Array): Promise<Image> {
  const entry: TarEntry = { type: 'file', path: 'hello', content };
  const layer = await makeLayer('hello', [entry], { cache, compression: 'gzip', time: 0 });
  const platforms = (['amd64', 'arm64'] as const).map((architecture) =>
    makeImage(
      { platform: { os: 'linux', architecture }, layers: [layer], process: { User: '65532' }, time: 0 },
      cache,
    ),
  );
  return makeIndex(await Promise.all(platforms), cache);
}
