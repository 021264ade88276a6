import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { readContract } from '../../src/image/index.ts';
import { readProject } from '../../src/project/index.ts';
import { outputOfImage } from './built-program.ts';
import { projectFolder } from './service-project.ts';

vi.setConfig({ testTimeout: 60_000 });

const manifest = JSON.stringify({
  name: 'shop',
  version: '1.2.3',
  type: 'module',
  dependencies: { '@seaworthy/runtime': '*' },
});

/** A program that tells a contract with this name, which is an expression. */
function tells(name: string, more = ''): string {
  return `const defineService = (contract) => console.log(JSON.stringify(contract)); defineService({
    contractVersion: 1, name: ${name}, version: '1.2.3', language: 'node', command: ['node', 'main.js'], ports: [],
    probes: {}, shutdown: { gracePeriodSeconds: 30, drainDelaySeconds: 0 }, config: [], ${more}
  });`;
}

test('a service that is described finds what lies beside its source, in every folder', async () => {
  const root = projectFolder({
    'package.json': manifest,
    'src/main.ts': `
      import { isMain, version } from './lib/version.ts';
      ${tells(`import.meta.main && !isMain ? 'shop' : 'other'`, `version, command: ['node', import.meta.filename]`)}`,
    'src/lib/version.ts': `
      import { readFileSync } from 'node:fs';
      import { join } from 'node:path';
      const path: string = join(import.meta.dirname, '../../package.json');
      export const isMain = import.meta.main;
      export const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
      readFileSync(path);`,
  });
  expect(await readContract(await readProject(root))).toMatchObject({
    name: 'shop',
    version: '1.2.3',
    command: ['node', join(root, 'src/main.ts')],
  });
});

const pack = (name: string, more: object) => JSON.stringify({ name, version: '1.0.0', ...more });
const inLib = `import { name } from './lib/name.ts'; ${tells('name')}`;

/** Sources that an image is built of. Packages of a workspace, `packages/…`, are linked into `node_modules`. */
const layouts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'an alias of tsconfig.json': {
    'tsconfig.json': '{"compilerOptions":{"paths":{"@/*":["./src/*"]}}}',
    'src/main.ts': `import { name } from '@/lib/name'; ${tells('name')}`,
    'src/lib/name.ts': `export const name = 'shop';`,
  },
  'an import without an ending': {
    'src/main.ts': `import { name } from './lib/name'; import { of } from './lib'; ${tells('of(name)')}`,
    'src/lib/name.ts': `export const name = 'shop';`,
    'src/lib/index.ts': 'export const of = (it: string) => it;',
  },
  '`imports` of package.json': {
    'package.json': JSON.stringify({ ...JSON.parse(manifest), imports: { '#lib/*': './src/lib/*.ts' } }),
    'src/main.ts': `import { name } from '#lib/name'; ${tells('name')}`,
    'src/lib/name.ts': `export const name = 'shop';`,
  },
  'modules of both kinds': {
    'src/main.mts': `import { name } from './name.cjs'; ${tells('name')}`,
    'src/name.cts': `const { name } = require('./inner.cts'); module.exports = { name };`,
    'src/inner.cts': `exports.name = 'shop';`,
  },
  'what Node does not erase of TypeScript': {
    'src/main.ts': inLib,
    'src/lib/name.ts': `
      enum Names { shop = 'shop' }
      class Holder { constructor(readonly name: string) {} }
      export const { name } = new Holder(Names.shop);`,
  },
  'packages of a workspace in TypeScript': {
    'src/main.ts': `import { name } from '@acme/names/of'; ${tells('name')}`,
    'packages/names/package.json': pack('@acme/names', {
      exports: { './of': { types: './src/of.d.ts', default: './src/of.ts' } },
      dependencies: { '@acme/inner': '*' },
    }),
    'packages/names/src/of.ts': `
      import { Names } from '@acme/inner';
      import { plain } from './plain.js';
      export const name: string = plain(Names.shop);`,
    'packages/names/src/plain.ts': 'export const plain = (it: string) => it;',
    'packages/inner/package.json': pack('@acme/inner', { main: 'index.ts' }),
    'packages/inner/index.ts': `export enum Names { shop = 'shop' }`,
  },
};

test.each(Object.entries(layouts))('%s: the contract is read where the image is built', async (_, files) => {
  const root = projectFolder({ 'package.json': manifest, ...files });
  for (const name of ['names', 'inner'].filter((it) => `packages/${it}/package.json` in files)) {
    const link = join(root, 'node_modules/@acme', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, 'packages', name), link);
  }
  expect(JSON.parse(await outputOfImage(root))).toMatchObject({ name: 'shop' });
  expect(await readContract(await readProject(root))).toMatchObject({ name: 'shop' });
});

test('a service that is described finds what its image would lack: by a name of run time, and outside the project', async () => {
  const root = projectFolder({
    'shared/a.json': '"shop"',
    'api/package.json': manifest,
    'api/src/default.json': '{}',
    'api/node_modules/texts/package.json': pack('texts', { type: 'module', main: 'index.js' }),
    'api/node_modules/texts/de.json': '{}',
    'api/node_modules/texts/index.js': `
      import { readFileSync } from 'node:fs';
      export const text = (language) => readFileSync(new URL(language + '.json', import.meta.url), 'utf8');`,
    'api/src/main.ts': `
      import { readFileSync } from 'node:fs';
      import { join } from 'node:path';
      import { pathToFileURL } from 'node:url';
      import { text } from 'texts';
      text('de');
      const isStarted = import.meta.url === pathToFileURL(process.argv[1] ?? '').href;
      readFileSync(join(import.meta.dirname, (process.env['MODE'] ?? 'default') + '.json'));
      readFileSync(join(import.meta.dirname, '../../shared/a.json'));
      const name = JSON.parse(readFileSync(new URL('../../shared/a.json', import.meta.url), 'utf8'));
      ${tells(`isStarted ? name : 'other'`)}`,
  });
  expect(await readContract(await readProject(join(root, 'api')))).toMatchObject({ name: 'shop' });
});

test('what only the image needs may be missing while the contract is asked for', async () => {
  const root = projectFolder({
    'package.json': JSON.stringify({ ...JSON.parse(manifest), seaworthy: { image: { assets: ['dist/*'] } } }),
    'src/main.ts': `export const page = new URL('../dist/index.html', import.meta.url); ${tells(`'shop'`)}`,
  });
  expect(await readContract(await readProject(root))).toMatchObject({ name: 'shop' });
  await expect(outputOfImage(root)).rejects.toMatchObject({ code: 'SW_ASSET_MISSING' });
});
