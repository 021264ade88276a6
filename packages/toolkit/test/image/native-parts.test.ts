/** Packages with parts in C: addons, and the libraries that they load. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { carriedFiles, nodeInterface } from '../../src/image/bundle/index.ts';
import { bundledProgram } from '../../src/image/program/bundled-program.ts';
import { readProject } from '../../src/project/index.ts';
import { builtProgram } from './built-program.ts';
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

test('an addon for another Node is refused, and left out where there is one for the image’s', async () => {
  const builtFor = (abi: string) =>
    Buffer.concat([elf('amd64', []), Buffer.from(`\0node_register_module_v${abi}\0`)]);
  const root = projectFolder({
    ...service,
    'node_modules/hasher/package.json': '{"name":"hasher","version":"1.0.0","gypfile":true}',
    'node_modules/hasher/index.js': `try { require('./old.node'); } catch { require('./new.node'); }`,
    'node_modules/hasher/old.node': builtFor('115'),
    'node_modules/hasher/new.node': builtFor('137'),
  });
  expect(await addonsIn(root, 'amd64')).toEqual(['app/node_modules/hasher/new.node']);
  rmSync(join(root, 'node_modules/hasher/new.node'));
  await expect(addonsIn(root, 'amd64')).rejects.toMatchObject({
    code: 'SW_ADDON_PLATFORM',
    what: `hasher has addons for linux-amd64 and Node's ABI 115, not for linux-amd64 and Node's ABI 137`,
  });
  // The name stands in Node itself, too.
  expect(nodeInterface(readFileSync(process.execPath))).toBe(process.versions.modules);
});

test('what an addon needs of the system is told where the image has it not', async () => {
  const folder = 'node_modules/hasher';
  const root = projectFolder({
    ...service,
    [`${folder}/package.json`]: '{"name":"hasher","version":"1.0.0","gypfile":true}',
    [`${folder}/index.js`]: `
      const { join } = require('node:path');
      require('node:fs').readFileSync(join(__dirname, 'libhash.so.1'));
      try { require('./hasher.node'); } catch { require('./musl.node'); }`,
    [`${folder}/hasher.node`]: elf('amd64', ['libhash.so.1', 'libssl.so.3', 'libstdc++.so.6', 'libc.so.6']),
    [`${folder}/libhash.so.1`]: elf('amd64', ['libm.so.6', 'ld-linux-x86-64.so.2']),
    [`${folder}/musl.node`]: elf('amd64', ['libcrypto.so.3', 'libc.musl-x86_64.so.1']),
    // Prisma's engine is no package's addon, but named by its place.
    'main.js': `require('hasher'); require('node:fs').readFileSync(require('node:path').join(__dirname, 'engine.so.node'));`,
    'engine.so.node': elf('amd64', ['libssl.so.3', 'libcrypto.so.3', 'libc.so.6']),
  });
  expect((await builtProgram(root, { startCache: false })).warnings).toEqual([
    expect.stringMatching(
      /^app\/engine\.so\.node needs libssl\.so\.3, libcrypto\.so\.3, which the image has not: .*--base/,
    ),
    expect.stringMatching(/^app\/node_modules\/hasher\/hasher\.node needs libssl\.so\.3, which/),
  ]);
});

test('a package whose addon was not built when it was installed is told, and one whose addon is there is not', async () => {
  const gyp = (name: string) => ({
    [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: '1.0.0' }),
    [`node_modules/${name}/binding.gyp`]: '{}',
  });
  const root = projectFolder({
    ...service,
    'main.js': `require('built'); require('found'); require('unbuilt'); require('apart');`,
    ...gyp('built'),
    'node_modules/built/index.js': `require('./build/Release/built.node');`,
    'node_modules/built/build/Release/built.node': elf('amd64', []),
    ...gyp('found'),
    'node_modules/found/index.js': `require(process.env.PLACE);`,
    'node_modules/found/out/found.node': elf('amd64', []),
    ...gyp('apart'),
    'node_modules/apart/package.json': JSON.stringify({
      name: 'apart',
      version: '1.0.0',
      optionalDependencies: { '@apart/linux-x64': '1.0.0', '@apart/linux-arm64': '1.0.0' },
    }),
    'node_modules/apart/index.js': `require(process.env.PLACE);`,
    'node_modules/@apart/linux-x64/package.json': '{"name":"@apart/linux-x64","version":"1.0.0"}',
    'node_modules/@apart/linux-x64/node.napi.node': elf('amd64', []),
    ...gyp('unbuilt'),
    'node_modules/unbuilt/index.js': `require('./build/Release/unbuilt.node');`,
  });
  expect((await builtProgram(root, { startCache: false })).warnings).toEqual([
    expect.stringMatching(/^unbuilt has no addon, for it was not built .*pnpm approve-builds/),
  ]);
});

/** What an image holds of the addons and libraries that its packages bring along. */
async function addonsIn(root: string, architecture: 'amd64' | 'arm64'): Promise<string[]> {
  const { carried } = await bundledProgram(await readProject(root));
  const entries = await carriedFiles(carried, { architecture, node: '137' });
  return entries.flatMap(({ path }) => (/\.(node|so[\d.]*)$/.test(path) ? [path] : [])).toSorted();
}
