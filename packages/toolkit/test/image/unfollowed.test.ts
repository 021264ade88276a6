/** What a service reads at run time: it comes along, or is told with its line and what to do. */
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundledProgram } from '../../src/image/program/bundled-program.ts';
import { readProject } from '../../src/project/index.ts';
import { outputOfImage, outputOfSource } from './built-program.ts';
import { projectFolder } from './service-project.ts';

const beside = {
  'views/a.html': 'a page',
  'src/texts/a.txt': 'a text',
  'src/plugins/plain.ts': `import { hostname } from 'node:os'; import type { F } from 'fastify'; export default hostname;`,
  'src/routes/users.ts': `import fp from 'fastify-plugin'; export default fp;`,
  'src/jobs/mail.ts': `import { db } from '../db.ts'; export default db;`,
  'src/db.ts': 'export const db = 1, __dirname = "/";',
  'node_modules/@grpc/proto-loader/package.json': '{"name":"@grpc/proto-loader","version":"1.0.0"}',
  'node_modules/@grpc/proto-loader/index.js': 'exports.loadSync = () => {};',
  'node_modules/ui/package.json': '{"name":"ui","version":"1.0.0"}',
  'node_modules/ui/dist/index.html': 'a page',
};

async function builtFrom(source: string, assets: readonly string[] = []) {
  const root = projectFolder({
    ...beside,
    'package.json': JSON.stringify({ name: 'shop', type: 'module', seaworthy: { image: { assets } } }),
    'src/main.ts': `
import { readFileSync, readdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path, { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
export const name = process.env['NAME'] ?? '';
${source}`,
  });
  const program = await bundledProgram(await readProject(root));
  return { assets: program.assets.map((it) => it.path.replace('app/', '')), warnings: program.warnings };
}

test.each([
  ['a constant', `const texts = join(import.meta.dirname, 'texts'); readFileSync(join(texts, name));`],
  ['the module’s folder', `const here = import.meta.dirname; readFileSync(join(here, 'texts', name));`],
  ['its URL', 'const here = dirname(fileURLToPath(import.meta.url)); readFileSync(`${here}/texts/${name}`);'],
  [
    'its URL’s folder',
    `const here = fileURLToPath(new URL('.', import.meta.url)); readdirSync(here + '/texts');`,
  ],
  [
    'the project',
    `const root = path.resolve(import.meta.dirname, '..'); readFileSync(join(root, 'src/texts', name));`,
  ],
  [
    'constants of others',
    `const root = dirname(import.meta.dirname), src = join(root, 'src'); readdirSync(join(src, 'texts'));`,
  ],
])('a file comes along that is named by %s', async (_, source) => {
  expect(await builtFrom(source)).toEqual({ assets: ['src/texts/a.txt'], warnings: [] });
});

test('a name that stands for something else as well is not followed', async () => {
  const source = `const at = join(import.meta.dirname, '..'); export const read = (at: string) => join(at, 'views/a.html');`;
  expect(await builtFrom(source)).toEqual({ assets: [], warnings: [] });
});

test.each([
  [
    'by its value',
    `const __dirname = dirname(fileURLToPath(import.meta.url)); readdirSync(join(__dirname, 'texts'));`,
  ],
  [
    'and the module’s folder by other means',
    `let __dirname = dirname(new URL(import.meta.url).pathname); readdirSync(join(__dirname, 'texts'));`,
  ],
  [
    'and handed out',
    `const __dirname = import.meta.dirname; readdirSync(join(__dirname, 'texts')); export { __dirname };`,
  ],
])('a file comes along where __dirname is declared %s', async (_, source) => {
  expect(await builtFrom(source)).toEqual({ assets: ['src/texts/a.txt'], warnings: [] });
});

test.each([
  [
    'another folder',
    `const __dirname = join(import.meta.dirname, '..'); readdirSync(join(__dirname, 'texts'));`,
  ],
  ['that of another module', `import { __dirname } from './db.ts'; readdirSync(join(__dirname, 'texts'));`],
])('what is not there does not come along where __dirname is %s', async (_, source) => {
  expect((await builtFrom(source)).assets).toEqual([]);
});

test.each([`require.resolve('./views')`, `import.meta.resolve('./views')`, `Promise.resolve('views')`])(
  'what only resolves is not told: %s',
  async (expression) => {
    const source = `import { createRequire } from 'node:module'; export const require = createRequire(import.meta.url);`;
    expect((await builtFrom(`${source} export const found = () => ${expression};`)).warnings).toEqual([]);
  },
);

test('a worker is started that is named by a constant', async () => {
  const root = projectFolder({
    'package.json': '{"name":"shop","type":"module"}',
    'src/main.ts': `
      import { join } from 'node:path';
      import { Worker } from 'node:worker_threads';
      const workers = join(import.meta.dirname, 'workers');
      new Worker(join(workers, 'sum.ts')).on('message', (told) => console.log(told));`,
    'src/workers/sum.ts': `import { parentPort } from 'node:worker_threads'; parentPort.postMessage('a sum');`,
  });
  expect(outputOfSource(root, 'src/main.ts')).toBe('a sum');
  expect(await outputOfImage(root)).toBe('a sum');
});

const unknown = 'names files that are known only at run time: those it needs are to be said in `assets`';
const byCwd = 'names views by the working directory, where the image has only what `assets` names';
const byCwdFile = byCwd.replace('views', 'views/a.html');

test('what may be anywhere in the project is told, until `assets` name something in it', async () => {
  const source = `const root = join(import.meta.dirname, '..'); readFileSync(join(root, name));`;
  expect((await builtFrom(source)).warnings).toEqual([`src/main.ts:7 ${unknown}`]);
  expect((await builtFrom(source, ['views/*'])).warnings).toEqual([]);
});

test.each([
  [
    'a loader’s folder around it',
    `export const options = { dir: import.meta.dirname };`,
    unknown,
    'src/plugins/*',
  ],
  ['the working directory', `readFileSync(join(process.cwd(), 'views', name));`, byCwd, 'views/*'],
  ['a path', `readdirSync('./views');`, byCwd, 'views/*'],
  ['a path that a promise reads', `void readdir('./views');`, byCwd, 'views/*'],
  [
    'a constant',
    `const root = process.cwd(), views = join(root, 'views'); readdirSync(views);`,
    byCwd,
    'views/*',
  ],
  [
    'a constant that is written as the module’s folder',
    `const __dirname = path.resolve(); readFileSync(join(__dirname, 'views', name));`,
    byCwd,
    'views/*',
  ],
  ['a template', 'const root = resolve(); readFileSync(`${root}/views/${name}`);', byCwd, 'views/*'],
  ['a resolved path', `readdirSync(resolve('views'));`, byCwd, 'views/*'],
  ['express', `declare const app: any; app.set('views', './views');`, byCwd, 'views/*'],
  ['express’s static files', `declare const express: any; express.static('views');`, byCwd, 'views/*'],
  [
    'an answer',
    `declare const answer: any; answer.sendFile('views/a.html', { root: '.' });`,
    byCwdFile,
    'views/*',
  ],
  [
    'gRPC',
    `import { loadSync } from '@grpc/proto-loader'; loadSync('./views/a.html');`,
    byCwdFile,
    'views/*',
  ],
  ['drizzle', `export const options = { migrationsFolder: './views' };`, byCwd, 'views/*'],
  ['i18n', `export const options = { loadPath: './views/{{lng}}.json' };`, byCwd, 'views/*'],
  [
    'a package’s folder',
    `export const ui = join(import.meta.dirname, '../node_modules/ui/dist');`,
    'names node_modules/ui/dist: what it needs of packages is to be said in `assets`',
    'node_modules/ui/dist/*',
  ],
])(
  'what is named by %s is told with its line, until `assets` cover it',
  async (_, source, text, covering) => {
    const { warnings } = await builtFrom(source);
    expect(warnings).toEqual([`src/main.ts:7 ${text}`]);
    expect((await builtFrom(source, ['package.json'])).warnings, 'which is another file').toEqual(warnings);
    expect((await builtFrom(source, [covering])).warnings).toEqual([]);
  },
);

test.each([
  ['plugins', undefined],
  ['routes', 'src/routes/users.ts imports fastify-plugin, which is not in the image; import them by name'],
  ['jobs', 'src/jobs/mail.ts imports ../db.ts, which is not in the image; import them by name'],
])(
  'modules of the folder %s that a loader reads are told where they would find less',
  async (folder, lost) => {
    const source = `export const options = { dir: join(import.meta.dirname, '${folder}') };`;
    const { warnings } = await builtFrom(source);
    const told = `src/main.ts:7 has modules loaded that are not bundled: ${lost}`;
    expect(warnings).toEqual(lost === undefined ? [] : [told]);
  },
);

test('a file outside the project is told', async () => {
  const workspace = projectFolder({
    'shared/a.txt': '',
    'api/package.json': '{"name":"api","type":"module"}',
    'api/src/main.ts': `import { join } from 'node:path';
      export const shared = join(import.meta.dirname, '../../shared/a.txt');
      export const around = join(import.meta.dirname, '../..');`,
  });
  mkdirSync(join(workspace, 'links'));
  symlinkSync(join(workspace, 'api'), join(workspace, 'links/api'));
  const { warnings } = await bundledProgram(await readProject(join(workspace, 'links/api')));
  expect(warnings).toEqual([
    'src/main.ts:2 names ../shared/a.txt, which is outside the project and not in the image',
  ]);
});
