import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openBuildCache } from '../cache/index.ts';
import { makeImage, makeIndex } from './image.ts';
import { writeLayout } from './layout.ts';

/** Writes an image without layers as a layout into a folder of its own, which the test may have filled. */
async function written(fill: (folder: string) => Promise<unknown>) {
  const root = await mkdtemp(join(tmpdir(), 'seaworthy-layout-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const folder = join(root, 'image');
  await fill(folder);
  const cache = openBuildCache(join(root, 'cache'));
  const process = {
    User: '1:1',
    Env: [],
    Entrypoint: ['/service'],
    WorkingDir: '/',
    Labels: {},
    StopSignal: 'SIGTERM',
  };
  const platform = { os: 'linux', architecture: 'amd64' } as const;
  const image = await makeIndex([await makeImage({ platform, layers: [], process, time: 0 }, cache)], cache);
  return { folder, image, done: () => writeLayout(image, 'localhost/shop:1.0.0', folder, cache) };
}

test('a folder that holds something else is left as it is', async () => {
  const { folder, done } = await written(async (path) => {
    await mkdir(path);
    await writeFile(join(path, 'notes.txt'), 'mine');
  });
  await expect(done()).rejects.toMatchObject({ code: 'SW_WRITE_FAILED', where: folder });
  expect(await readFile(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
});

test('a layout that is there already is replaced', async () => {
  const { folder, image, done } = await written(async (path) => {
    await mkdir(join(path, 'blobs'), { recursive: true });
    await writeFile(join(path, 'oci-layout'), '{}');
    await writeFile(join(path, 'blobs/old'), '');
  });
  await done();
  expect((await readdir(folder)).toSorted()).toEqual(['blobs', 'index.json', 'oci-layout']);
  expect(await readdir(join(folder, 'blobs'))).toEqual(['sha256']);
  const index = JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')) as object;
  expect(index).toMatchObject({ manifests: [{ digest: image.descriptor.digest }] });
});
