/** Packages with parts in C: addons, and the libraries that they load. */
import { expect, test } from 'vitest';
import { carriedFiles } from '../../src/image/bundle/index.ts';
import { bundledProgram } from '../../src/image/program/bundled-program.ts';
import { readProject } from '../../src/project/index.ts';
import { elf } from './elf.ts';
import { projectFolder } from './service-project.ts';

const service = {
  'package.json': '{"name":"shop","version":"1.0.0","main":"main.js"}',
  'main.js': `require('hasher');`,
};

test('of addons that a package has for every platform, the image has those of its own', async () => {
  const folder = 'node_modules/hasher';
  const root = projectFolder({
    ...service,
    [`${folder}/package.json`]: '{"name":"hasher","version":"1.0.0"}',
    [`${folder}/index.js`]: `module.exports = require('node-gyp-build')(__dirname);`,
    [`${folder}/prebuilds/linux-x64/hasher.glibc.node`]: elf('amd64', ['libc.so.6']),
    [`${folder}/prebuilds/linux-x64/hasher.musl.node`]: elf('amd64', ['libc.musl-x86_64.so.1']),
    [`${folder}/prebuilds/linux-arm64/hasher.armv8.glibc.node`]: elf('arm64', ['libc.so.6']),
    [`${folder}/prebuilds/linux-arm64/hasher.armv8.musl.node`]: elf('arm64', ['libc.so']),
    [`${folder}/prebuilds/darwin-arm64/hasher.node`]: Buffer.from('cffaedfe', 'hex'),
    'node_modules/node-gyp-build/package.json': '{"name":"node-gyp-build","version":"4.0.0"}',
    'node_modules/node-gyp-build/index.js': `module.exports = (folder) => require(module.exports.path(folder));
      module.exports.path = (folder) => folder + '/prebuilds/linux-x64/hasher.glibc.node';`,
  });
  expect(await addonsIn(root, 'amd64')).toEqual([`app/${folder}/prebuilds/linux-x64/hasher.glibc.node`]);
  expect(await addonsIn(root, 'arm64')).toEqual([
    `app/${folder}/prebuilds/linux-arm64/hasher.armv8.glibc.node`,
  ]);
});

test('libraries beside the addons of several platforms are those of the image’s platform', async () => {
  const addon = (platform: string) => ({
    [`node_modules/hasher/${platform}.node`]: elf(platform, ['libhash.so.1']),
    [`node_modules/hasher/${platform}/libhash.so.1.2`]: elf(platform, ['libc.so.6']),
  });
  const root = projectFolder({
    ...service,
    'node_modules/hasher/package.json': '{"name":"hasher","version":"1.0.0","gypfile":true}',
    'node_modules/hasher/index.js': `
      const { join } = require('node:path');
      const { readFileSync } = require('node:fs');
      for (const platform of ['amd64', 'arm64']) readFileSync(join(__dirname, platform + '/libhash.so.1.2'));
      try { require('./amd64.node'); } catch { require('./arm64.node'); }`,
    ...addon('amd64'),
    ...addon('arm64'),
  });
  expect(await addonsIn(root, 'arm64')).toEqual([
    'app/node_modules/hasher/arm64.node',
    'app/node_modules/hasher/arm64/libhash.so.1.2',
  ]);
});

/** What an image holds of the addons and libraries that its packages bring along. */
async function addonsIn(root: string, architecture: 'amd64' | 'arm64'): Promise<string[]> {
  const { carried } = await bundledProgram(await readProject(root));
  const entries = await carriedFiles(carried, architecture);
  return entries.flatMap(({ path }) => (/\.(node|so[\d.]*)$/.test(path) ? [path] : [])).toSorted();
}
