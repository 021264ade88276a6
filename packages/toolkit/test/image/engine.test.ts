/**
 * Loading into engines of this machine. podman is real in container.test.ts; docker and kind need a daemon and a cluster, so
 * programs of their names stand in for them here. What they are given is read by skopeo there, too.
 */
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { loadImage } from '../../src/image/engine/index.ts';
import { readTar } from '../../src/image/layers/index.ts';
import { smallImage, temporaryCache } from './small-image.ts';

const NAME = 'localhost/shop:1';

afterEach(() => vi.unstubAllEnvs());

test.each([
  ['docker', /^load --quiet --input \S+\.tar$/],
  ['kind', /^load image-archive \S+\.tar$/],
] as const)('%s is given an archive that both kinds of readers know', async (engine, command) => {
  const folder = standIn(engine, `for archive; do :; done; cp "$archive" "$0.tar"; echo "$@" > "$0.args"`);
  const cache = await temporaryCache();
  const image = await smallImage(cache, Buffer.from('ahoy'));
  await loadImage(image, NAME, engine, cache);
  expect(readFileSync(join(folder, `${engine}.args`), 'utf8').trim()).toMatch(command);
  const files = readTar(readFileSync(join(folder, `${engine}.tar`)));
  const read = (path: string) => {
    const found = files.get(path);
    return found?.type === 'file' ? (JSON.parse(found.content.toString()) as unknown) : undefined;
  };
  const digest = image.descriptor.digest;
  expect(read('index.json')).toMatchObject({ manifests: [{ digest }] });
  expect(read('manifest.json')).toMatchObject([{ RepoTags: [NAME] }]);
  expect(files.has(`blobs/${digest.replace(':', '/')}`)).toBe(true);
});

test('an engine that refuses is told with its words, and one that is missing by its name', async () => {
  const cache = await temporaryCache();
  const image = await smallImage(cache, Buffer.from('ahoy'));
  standIn('docker', 'echo "Cannot connect to the Docker daemon" >&2; exit 1');
  await expect(loadImage(image, NAME, 'docker', cache)).rejects.toMatchObject({
    code: 'SW_ENGINE_FAILED',
    what: 'Cannot connect to the Docker daemon',
  });
  vi.stubEnv('PATH', mkdtempSync(join(tmpdir(), 'seaworthy-empty-')));
  await expect(loadImage(image, NAME, 'kind', cache)).rejects.toMatchObject({ code: 'SW_ENGINE_MISSING' });
});

/** A program of this name, first on the PATH. Returns its folder. */
function standIn(name: string, script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-engine-'));
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH']}`);
  return folder;
}
