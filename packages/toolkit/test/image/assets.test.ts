import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { assetEntries } from '../../src/image/program/assets.ts';
import { bundledProgram } from '../../src/image/program/bundled-program.ts';
import { readProject } from '../../src/project/index.ts';
import { builtProgram, outputOfImage } from './built-program.ts';
import { greeter, projectFolder, serviceProject } from './service-project.ts';

// The first build on a machine fetches Node.
vi.setConfig({ testTimeout: 180_000 });

const manifest = '{"name":"shop","version":"1.2.3","type":"module","description":"sells"}';

test('a service reads its own package.json as it is, and starts beside it', async () => {
  const root = projectFolder({
    'package.json': manifest,
    'src/main.ts': `
      import { readFileSync } from 'node:fs';
      const { version, description } = JSON.parse(
        readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
      );
      console.log(version, description);`,
  });
  expect(await outputOfImage(root)).toBe('1.2.3 sells');
  const { program, assets } = await bundledProgram(await readProject(root));
  expect(assets.filter(({ path }) => program.app.has(path.replace('app/', '')))).toEqual([]);
});

test('what a framework builds comes with the server that it builds beside it', async () => {
  const project = (entry: string, files: Readonly<Record<string, string>>) =>
    projectFolder({
      'package.json': JSON.stringify({ name: 'web', type: 'module', seaworthy: { entry } }),
      ...files,
    });
  const comes = async (root: string) =>
    (await bundledProgram(await readProject(root))).assets.map(({ path }) => path).toSorted();
  const nuxt = project('.output/server/index.mjs', {
    // Which hands its place from module to module.
    '.output/server/index.mjs': `globalThis.at = import.meta.url; await import('./chunks/nitro.mjs');`,
    '.output/server/chunks/nitro.mjs': `console.log(new URL(['..', 'public'].join('/'), globalThis.at));`,
    '.output/public/_nuxt/entry.js': '',
    '.output/public/.env': 'TOKEN=1',
    'public/robots.txt': '',
  });
  expect(await comes(nuxt)).toEqual(['app/.output/public/_nuxt/entry.js']);
  const svelte = project('main.mjs', {
    'main.mjs': `import { at } from './build/server/index.js'; console.log(at);`,
    'build/server/index.js': 'export const at = import.meta.url;',
    'build/client/app.js': '',
    'build/prerendered/about.html': '',
  });
  expect(await comes(svelte)).toEqual(['app/build/client/app.js', 'app/build/prerendered/about.html']);
  const next = project('.next/standalone/server.js', {
    '.next/standalone/server.js': `process.chdir(import.meta.dirname); console.log('./.next');`,
    '.next/standalone/.next/BUILD_ID': '1',
    '.next/standalone/.next/static/app.js': '',
    '.next/standalone/public/robots.txt': '',
    '.next/cache/old': '',
  });
  expect(await comes(next)).toEqual([
    'app/.next/standalone/.next/BUILD_ID',
    'app/.next/standalone/.next/static/app.js',
    'app/.next/standalone/public/robots.txt',
  ]);
  // A source of the same names is no build.
  const source = project('src/server/main.ts', {
    'src/server/main.ts': 'console.log(1);',
    'src/client/app.ts': '',
  });
  expect(await comes(source)).toEqual([]);
});

test('a folder that the source refers to comes with all that is in it; one around the module does not', async () => {
  const root = projectFolder({
    'package.json': manifest,
    'src/main.ts': `
      import { readdirSync } from 'node:fs';
      const here = new URL('./', import.meta.url).pathname;
      const files = readdirSync(new URL('./migrations/', import.meta.url), { recursive: true });
      console.log(here.endsWith('/src/'), files.sort().join());`,
    'src/migrations/1.sql': 'one',
    'src/migrations/more/.2.sql': 'two',
    'src/unused.txt': '',
  });
  expect(await outputOfImage(root)).toBe('true 1.sql,more,more/.2.sql');
  const { assets } = await bundledProgram(await readProject(root));
  expect(assets.map(({ path }) => path).toSorted()).toEqual([
    'app/src/migrations/1.sql',
    'app/src/migrations/more/.2.sql',
  ]);
});

test('what a service reads to start is there when it is described and warmed up', async () => {
  const root = serviceProject({
    'src/main.ts': `
      import { readFileSync } from 'node:fs';
      readFileSync(new URL('./greeting.txt', import.meta.url));
      ${greeter('ahoy')}`,
    'src/greeting.txt': 'ahoy',
  });
  const { contract, reached } = await builtProgram(root);
  expect({ name: contract?.name, reached }).toEqual({ name: 'greeter', reached: 'served' });
});

test('a file in the place of one that the program is made of is refused', async () => {
  const root = projectFolder({
    'package.json': '{"name":"shop","version":"1.0.0","seaworthy":{"image":{"assets":["main.js"]}}}',
    'src/main.ts': '',
    'main.js': '',
  });
  await expect(bundledProgram(await readProject(root))).rejects.toMatchObject({
    code: 'SW_LAYER_PATH',
    where: 'app/main.js',
  });
});

test('what may hold secrets, and packages, come only where the project names them', async () => {
  const image = { assets: ['certs/ca.pem'] };
  const root = projectFolder({
    'package.json': JSON.stringify({ name: 'shop', type: 'module', seaworthy: { image } }),
    'src/main.ts': `
      import { join } from 'node:path';
      console.log(
        join(import.meta.dirname, '..', '.env'),
        new URL('../certs/ca.pem', import.meta.url),
        new URL('../data/', import.meta.url),
        join(import.meta.dirname, '../node_modules'),
      );`,
    '.env': 'PASSWORD=secret',
    'certs/ca.pem': 'for all',
    'data/a.txt': '',
    'data/.env.local': 'PASSWORD=secret',
    'data/.git/config': 'url = https://me:secret@example.org/data',
    'data/id_ed25519': 'secret',
    'data/store.P12': 'secret',
    'data/node_modules/p/index.js': '',
    'node_modules/p/index.js': '',
  });
  symlinkSync('../.env', join(root, 'data/settings'));
  symlinkSync('a.txt', join(root, 'data/b.txt'));
  const { assets, warnings } = await bundledProgram(await readProject(root));
  const paths = assets.map(({ path }) => path).toSorted();
  expect(paths).toEqual(['app/certs/ca.pem', 'app/data/a.txt', 'app/data/b.txt']);
  expect(warnings).toEqual([
    'src/main.ts:7 names node_modules: what it needs of packages is to be said in `assets`',
    '.env may hold secrets: it is in the image only if `assets` names it',
  ]);
});

test('certificates of an installed package come with its folder, settings with passwords do not', async () => {
  const root = projectFolder({
    'package.json': manifest,
    'src/main.ts': `import { roots } from 'trusts'; console.log(roots().join());`,
    'node_modules/trusts/package.json': '{"name":"trusts","version":"1.0.0"}',
    'node_modules/trusts/index.js': `
      const { readdirSync } = require('node:fs');
      exports.roots = () => readdirSync(require('node:path').join(__dirname, 'certs')).sort();`,
    'node_modules/trusts/certs/ca.pem': '',
    'node_modules/trusts/certs/test.key': '',
    'node_modules/trusts/certs/.env': 'PASSWORD=copied',
    'node_modules/trusts/certs/.npmrc': 'token',
  });
  expect(await outputOfImage(root)).toBe('ca.pem,test.key');
});

test('a file that would be left out for its secrets may be missing', async () => {
  const root = projectFolder({
    'package.json': '{"name":"shop","type":"module"}',
    'src/main.ts': `console.log(new URL('../.env', import.meta.url));`,
  });
  const { assets } = await bundledProgram(await readProject(root));
  expect(assets).toEqual([]);
});

test('a link brings the file that it leads to', async () => {
  const root = projectFolder({ 'real/a.sql': 'one', 'sql/b.sql': 'two' });
  symlinkSync('../real/a.sql', join(root, 'sql/a.sql'));
  const entries = await assetEntries(root, [], ['sql/*.sql']);
  expect(entries.map(({ path }) => path).toSorted()).toEqual(['app/sql/a.sql', 'app/sql/b.sql']);
  symlinkSync('gone', join(root, 'sql/c.sql'));
  await expect(assetEntries(root, [], ['sql/*.sql'])).rejects.toMatchObject({
    code: 'SW_ASSET_MISSING',
    where: join(root, 'sql/c.sql'),
  });
});

test('a pattern finds nothing in packages, unless it names them', async () => {
  const root = projectFolder({
    'a.sql': '',
    'db/b.sql': '',
    'node_modules/p/c.sql': '',
    'db/node_modules/d.sql': '',
  });
  const found = async (pattern: string) =>
    (await assetEntries(root, [], [pattern])).map(({ path }) => path).toSorted();
  expect(await found('**/*.sql')).toEqual(['app/a.sql', 'app/db/b.sql']);
  expect(await found('node_modules/p/*.sql')).toEqual(['app/node_modules/p/c.sql']);
});

test.each([
  ['../shared/*.sql', '../shared/*.sql is outside the project'],
  ['*.txt', 'No file matches *.txt'],
])('the pattern %s is refused in words', async (pattern, what) => {
  const folder = projectFolder({ 'shared/a.sql': 'one', 'service/b.sql': 'two' });
  await expect(assetEntries(join(folder, 'service'), [], [pattern])).rejects.toMatchObject({
    code: 'SW_ASSET_MISSING',
    what,
  });
});

test('every worker has a program of its own, whatever its file is called', async () => {
  const workers = ['./app.js', './main.ts', './vendor.ts', './loader.ts', './a-b.ts', './a/b.ts', './a/b.js'];
  const root = projectFolder({
    'package.json': manifest,
    'src/main.ts': `
      import { once } from 'node:events';
      import { Worker } from 'node:worker_threads';
      const told = async (worker: Worker) => (await once(worker, 'message'))[0];
      const all = await Promise.all([
        ${workers.map((path) => `told(new Worker(new URL('.${path}', import.meta.url)))`).join()}
      ]);
      console.log(all.join());`,
    ...Object.fromEntries(
      workers.map((path) => [
        path,
        `import { parentPort } from 'node:worker_threads'; parentPort.postMessage('${path}');`,
      ]),
    ),
  });
  expect(await outputOfImage(root)).toBe(workers.join());
});
