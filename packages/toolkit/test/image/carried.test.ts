import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { carriedFiles, carriedPackages } from '../../src/image/bundle/index.ts';
import { bundledProgram } from '../../src/image/program/bundled-program.ts';
import { readProject } from '../../src/project/index.ts';
import { outputOfImage, outputOfSource } from './built-program.ts';
import { seaworthyImage } from './command.ts';
import { projectFolder } from './service-project.ts';

test('a package that is carried is the one that its importer would find, as npm and pnpm lay them out', async () => {
  const root = projectFolder({
    'package.json': '{"name":"shop","version":"1.0.0","type":"module"}',
    'src/main.ts': `
      import own from 'native';
      import nested from 'bundled';
      import linked from 'linked';
      import { form } from 'two-forms';
      const later = await import('linked/part.js');
      console.log(own, nested, linked, form, later.default, (await import('only-nested')).default);`,
    // It has another version of a package that is carried.
    ...installed('node_modules/bundled', { 'index.js': `module.exports = require('native');` }),
    ...native('node_modules/native', { 'index.js': `module.exports = 'native 1';` }),
    ...native('node_modules/bundled/node_modules/native', { 'index.js': `module.exports = 'native 2';` }),
    // One that nothing is above.
    ...installed('node_modules/only-nested', { 'index.js': `module.exports = require('deep');` }),
    ...native('node_modules/only-nested/node_modules/deep', { 'index.js': `module.exports = 'deep';` }),
    // As pnpm does it: a link, and what it needs beside where it leads.
    ...native('node_modules/.pnpm/linked@1/node_modules/linked', {
      'index.js': `module.exports = 'linked with ' + require('needed');`,
      'part.js': `module.exports = 'its part';`,
    }),
    ...installed('node_modules/.pnpm/needed@1/node_modules/needed', {
      'index.js': `module.exports = 'needed';`,
    }),
    // What a script loads of it is another file than what its import says.
    ...native(
      'node_modules/two-forms',
      { 'index.mjs': `export const form = 'a form';`, 'index.cjs': `exports.form = 'a form';` },
      { exports: { import: './index.mjs', require: './index.cjs' } },
    ),
  });
  link(root, 'node_modules/linked', '.pnpm/linked@1/node_modules/linked');
  link(root, 'node_modules/.pnpm/linked@1/node_modules/needed', '../../needed@1/node_modules/needed');
  const told = outputOfSource(root, 'src/main.ts');
  expect(told).toBe('native 1 native 2 linked with needed a form its part deep');
  expect(await outputOfImage(root)).toBe(told);
});

test('packages of a store that projects share are carried, each version with what it depends on', async () => {
  const store = 'store/v10/links';
  const beside = (name: string, version: string) => `${store}/@/${name}/${version}/0a1b/node_modules`;
  const folder = projectFolder({
    'shop/package.json': '{"name":"shop","version":"1.0.0"}',
    'shop/main.js': `console.log(require('hasher'), require('@old/hasher'));`,
    ...native(`${beside('hasher', '2.0.0')}/hasher`, {
      'index.js': `module.exports = 'of ' + require('loader');`,
    }),
    ...installed(`${beside('loader', '2.0.0')}/loader`, { 'index.js': `module.exports = 'loader 2';` }),
    ...native(`${store}/@old/hasher/1.0.0/0a1b/node_modules/@old/hasher`, {
      'index.js': `module.exports = 'of ' + require('loader');`,
    }),
    ...installed(`${beside('loader', '1.0.0')}/loader`, { 'index.js': `module.exports = 'loader 1';` }),
  });
  const root = join(folder, 'shop');
  link(root, 'node_modules/hasher', `../../${beside('hasher', '2.0.0')}/hasher`);
  link(root, 'node_modules/@old/hasher', `../../../${store}/@old/hasher/1.0.0/0a1b/node_modules/@old/hasher`);
  link(folder, `${beside('hasher', '2.0.0')}/loader`, `../../../../loader/2.0.0/0a1b/node_modules/loader`);
  link(
    folder,
    `${store}/@old/hasher/1.0.0/0a1b/node_modules/loader`,
    `../../../../../@/loader/1.0.0/0a1b/node_modules/loader`,
  );
  const told = outputOfSource(root, 'main.js');
  expect(told).toBe('of loader 2 of loader 1');
  expect(await outputOfImage(root)).toBe(told);
  const { carried } = await bundledProgram(await readProject(root));
  const places = (await carriedFiles(carried)).map(({ path }) => path);
  expect(places.filter((path) => path.includes(folder.slice(1)))).toEqual([]);
});

test('of a package that is carried `assets` may name a folder, files that it has anyway among it', async () => {
  const root = projectFolder({
    'package.json': JSON.stringify({
      name: 'shop',
      version: '1.0.0',
      seaworthy: { image: { external: ['loader'], assets: ['node_modules/loader/parts/**'] } },
    }),
    'main.js': `console.log(require('loader')('late'));`,
    ...installed('node_modules/loader', {
      'index.js': `require('./parts/early.js'); module.exports = (name) => require('./parts/' + name);`,
      'parts/early.js': '',
      'parts/late.js': `module.exports = 'a late part';`,
    }),
  });
  const { code, stderr } = await seaworthyImage([
    root,
    '--no-start-cache',
    '--output',
    join(root, 'shop.tar'),
  ]);
  // What is not in the cache yet is told.
  expect(stderr).not.toMatch(/^(?!fetching )./m);
  expect(code).toBe(0);
  expect(await outputOfImage(root)).toBe('a late part');
}, 180_000);

test.each([
  ['npm', ''],
  ['pnpm', '.pnpm/NAME@1/node_modules/'],
])(
  'what is only loaded by a name known at run time is carried where it is named, by %s',
  async (_, store) => {
    const place = (name: string) => `node_modules/${store.replace('NAME', name)}${name}`;
    const root = projectFolder({
      'package.json': JSON.stringify({
        name: 'shop',
        type: 'module',
        seaworthy: { image: { external: ['orm', 'driver', 'absent'] } },
      }),
      'src/main.ts': `import { load } from 'orm'; console.log(load(process.env['DRIVER'] ?? 'driver'));`,
      ...installed(place('orm'), { 'index.js': `exports.load = (name) => require(name);` }),
      ...installed(place('driver'), {
        'index.js': `module.exports = 'a driver of ' + require('./dialect.js');`,
        'dialect.js': `module.exports = 'a dialect';`,
      }),
    });
    for (const name of store === '' ? [] : ['orm', 'driver'])
      link(root, `node_modules/${name}`, place(name).replace('node_modules/', ''));
    const told = outputOfSource(root, 'src/main.ts');
    expect(told).toBe('a driver of a dialect');
    expect(await outputOfImage(root)).toBe(told);
    const { carried } = await bundledProgram(await readProject(root));
    expect(carriedPackages(carried).map(({ name }) => name)).toEqual(['driver', 'orm']);
  },
);

test('a package is carried that lacks a file which the tracer knows of another version of it', async () => {
  const root = projectFolder({
    'package.json': '{"name":"shop","main":"main.js","seaworthy":{"image":{"external":["uglify-js"]}}}',
    'main.js': `console.log(require('uglify-js'));`,
    // Later ones have `tools/exports.js` beside it.
    ...installed(
      'node_modules/uglify-js',
      { 'tools/node.js': `module.exports = 'minified';` },
      { main: 'tools/node.js' },
    ),
  });
  expect(await outputOfImage(root)).toBe('minified');
});

test('an ES module and a package of the workspace are carried where the project says so', async () => {
  const workspace = projectFolder({
    'services/api/package.json': JSON.stringify({
      name: 'api',
      type: 'module',
      seaworthy: { image: { external: ['only-import', '@m/db'] } },
    }),
    'services/api/src/main.ts': `
      import told from 'only-import';
      import { table } from '@m/db';
      console.log(told, table);`,
    ...installed(
      'node_modules/only-import',
      { 'index.js': `export default 'by default';` },
      { type: 'module', exports: './index.js' },
    ),
    ...installed(
      'packages/db',
      { 'src/table.ts': `import { of } from 'its-own'; export const table: string = 'table ' + of;` },
      { name: '@m/db', type: 'module', exports: './src/table.ts' },
    ),
    ...installed('packages/db/node_modules/its-own', { 'index.js': `exports.of = 'its own';` }),
  });
  link(workspace, 'node_modules/@m/db', '../../packages/db');
  const root = join(workspace, 'services/api');
  const told = outputOfSource(root, 'src/main.ts');
  expect(told).toBe('by default table its own');
  expect(await outputOfImage(root)).toBe(told);
});

test.each([
  ['beside the service', 'services/api'],
  ['below the service', '.'],
])('what carried packages of a workspace %s need of each other is carried too', async (_, place) => {
  const packages = (name: string) => `packages/${name}`;
  const workspace = projectFolder({
    ...(place === '.' ? {} : { 'package.json': '{"name":"all","version":"1.0.0"}' }),
    [join(place, 'package.json')]: JSON.stringify({
      name: 'api',
      type: 'module',
      seaworthy: { image: { external: ['@m/db'] } },
    }),
    [join(place, 'src/main.ts')]: `import { table } from '@m/db'; console.log(table);`,
    ...installed(
      packages('db'),
      { 'table.ts': `import { of } from '@m/inner'; export const table: string = 'table ' + of;` },
      { name: '@m/db', type: 'module', exports: './table.ts' },
    ),
    ...installed(
      packages('inner'),
      { 'of.ts': `import { deep } from '@m/deep'; export const of: string = 'inner ' + deep;` },
      { name: '@m/inner', type: 'module', exports: './of.ts', version: '2.0.0', license: 'MIT' },
    ),
    // Without a version, as what is never published may be.
    [join(packages('deep'), 'package.json')]: '{"name":"@m/deep","private":true}',
    [join(packages('deep'), 'index.js')]: `exports.deep = 'deep';`,
  });
  for (const name of ['db', 'inner', 'deep'])
    link(workspace, `node_modules/@m/${name}`, `../../packages/${name}`);
  const root = join(workspace, place);
  const told = outputOfSource(root, 'src/main.ts');
  expect(told).toBe('table inner deep');
  expect(await outputOfImage(root)).toBe(told);
  const { carried } = await bundledProgram(await readProject(root));
  expect(carriedPackages(carried), 'for the bill of materials').toEqual([
    expect.objectContaining({ name: '@m/db', version: '1.0.0' }),
    expect.objectContaining({ name: '@m/inner', version: '2.0.0', licence: 'MIT' }),
  ]);
});

test('of what a package of the workspace, or an installed one, reads, only what may not hold secrets is carried', async () => {
  const image = { external: ['@m/db'], assets: ['packages/db/named.pem'] };
  const root = projectFolder({
    'package.json': JSON.stringify({ name: 'shop', type: 'module', seaworthy: { image } }),
    'src/main.ts': `import '@m/db';`,
    ...installed(
      'packages/db',
      {
        'index.js': `
          const { readFileSync } = require('node:fs');
          const { join } = require('node:path');
          readFileSync(join(__dirname, '.env'));
          readFileSync(join(__dirname, 'own.key'));
          readFileSync(join(__dirname, 'named.pem'));
          readFileSync(join(__dirname, 'query.sql'));
          require('installed');`,
        '.env': 'PASSWORD=secret',
        'own.key': '',
        'named.pem': '',
        'query.sql': '',
      },
      { name: '@m/db' },
    ),
    ...installed('node_modules/installed', {
      'index.js': `
        const { readFileSync } = require('node:fs');
        const { join } = require('node:path');
        readFileSync(join(__dirname, 'ca.pem'));
        readFileSync(join(__dirname, '.env'));`,
      'ca.pem': 'for all',
      '.env': 'PASSWORD=copied',
    }),
  });
  link(root, 'node_modules/@m/db', '../../packages/db');
  const { assets, carried, warnings } = await bundledProgram(await readProject(root));
  const paths = [...assets, ...(await carriedFiles(carried))].map(({ path }) => path);
  expect(paths.toSorted()).toEqual([
    'app/node_modules/installed/ca.pem',
    'app/node_modules/installed/index.js',
    'app/node_modules/installed/package.json',
    'app/packages/db/index.js',
    'app/packages/db/named.pem',
    'app/packages/db/package.json',
    'app/packages/db/query.sql',
  ]);
  expect(warnings).toEqual([
    'node_modules/installed/.env may hold secrets: it is in the image only if `assets` names it',
    'packages/db/.env may hold secrets: it is in the image only if `assets` names it',
    'packages/db/own.key may hold secrets: it is in the image only if `assets` names it',
  ]);
});

/** The files of an installed package. */
function installed(
  folder: string,
  files: Readonly<Record<string, string>>,
  manifest: object = {},
): Record<string, string> {
  const name = folder.replace(/.*node_modules\//, '');
  return Object.fromEntries(
    Object.entries({
      'package.json': JSON.stringify({ name, version: '1.0.0', ...manifest }),
      ...files,
    }).map(([path, content]) => [`${folder}/${path}`, content]),
  );
}

/** One that looks as if it had an addon, so that it is carried. */
function native(...[folder, files, manifest]: Parameters<typeof installed>): Record<string, string> {
  return installed(folder, { 'binding.gyp': '', ...files }, manifest);
}

function link(root: string, path: string, target: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  symlinkSync(target, join(root, path));
}
