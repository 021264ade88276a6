import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test, onTestFinished } from 'vitest';
import { bundleNode } from '../node-bundle.ts';

test('an entry that awaits at its top becomes a script; its types and imports stay', async () => {
  const root = project({
    'main.ts': `
      import { readFile } from 'node:fs/promises';
      export interface Unused { a: number }
      const text: string = await readFile('x', 'utf8');
      console.log(text);
      export {};`,
  });
  const { format, chunks } = await bundle(root);
  expect(format).toBe('script');
  expect(chunks[0]?.code).toContain('(async () => {');
});

test('what can’t be bundled of an installed package is told with what to do', async () => {
  const root = project({
    'main.ts': `import { fast } from '@team/fast'; console.log(typeof fast);`,
    'node_modules/@team/fast/package.json': '{"name":"@team/fast","version":"1.0.0","main":"index.js"}',
    'node_modules/@team/fast/index.js': `exports.fast = () => require('./build/fast.js');`,
  });
  await expect(bundle(root)).rejects.toMatchObject({
    code: 'SW_BUNDLE_FAILED',
    fix: 'Name @team/fast in `external`: it is then copied as it is.',
  });
});

test('another module that awaits at its top makes modules of all', async () => {
  const root = project({
    'main.ts': `import { value } from './value.ts'; console.log(value);`,
    'value.ts': `export const value = await Promise.resolve(1);`,
  });
  expect((await bundle(root)).format).toBe('module');
});

test('a file that the source refers to comes along, and a worker’s program is bundled', async () => {
  const root = project({
    'src/main.ts': `
      import { Worker } from 'node:worker_threads';
      import { readFileSync } from 'node:fs';
      console.log(readFileSync(new URL('./data/greeting.txt', import.meta.url)), import.meta.dirname);
      new Worker(new URL('./count.ts', import.meta.url));`,
    'src/data/greeting.txt': 'ahoy',
    'src/count.ts': `console.log(1 as number);`,
  });
  const { assets, entries, chunks } = await bundle(root, 'src/main.ts');
  expect(assets).toEqual(['src/data/greeting.txt']);
  expect(entries).toEqual(['app', 'src-count']);
  const app = chunks.find(({ name }) => name === 'app.js')?.code;
  expect(app).toContain('"src/main.ts"');
  expect(app).toContain('"./../src-count.js"');
});

test('text that looks like import.meta stays text', async () => {
  const root = project({
    'main.ts': 'export const text = `new URL("./a", import.meta.url)`; console.log(text);',
  });
  expect((await bundle(root)).chunks[0]?.code).toContain('new URL("./a", import.meta.url)');
});

test('one chunk is the project’s, the others hold everything else', async () => {
  const root = project({
    'main.ts': `import { sail } from 'boat'; sail(); console.log(require.main === undefined);`,
    'node_modules/boat/package.json': '{"name":"boat","version":"1.2.3","license":"MIT","main":"index.js"}',
    'node_modules/boat/index.js': 'exports.sail = () => "sailing";',
  });
  const { chunks, packages } = await bundle(root);
  expect(chunks.map(({ name, vendor }) => [name, vendor])).toEqual([
    ['app.js', false],
    ['rolldown-runtime.js', true],
    ['vendor.js', true],
  ]);
  expect(packages).toMatchObject([{ name: 'boat', version: '1.2.3', licence: 'MIT' }]);
});

test('a package with a native addon is carried, and one that is excluded is not even looked for', async () => {
  const root = project({
    'main.ts': `import 'native'; const absent = import('absent'); console.log(absent);`,
    'node_modules/native/package.json': '{"name":"native","version":"1.0.0","main":"index.js"}',
    'node_modules/native/binding.gyp': '{}',
    'node_modules/native/index.js': 'exports.x = 1;',
  });
  const { carried, chunks } = await bundle(root, 'main.ts', ['absent']);
  expect([...carried.keys()]).toEqual(['native']);
  expect(chunks[0]?.code).toContain('require("../node_modules/native/index.js")');
});

test('a package that is carried comes along where its place alone is asked for', async () => {
  const root = project({
    'main.ts': `console.log(require.resolve('native'));`,
    'node_modules/native/package.json': '{"name":"native","version":"1.0.0","main":"index.js"}',
    'node_modules/native/binding.gyp': '{}',
    'node_modules/native/index.js': 'exports.x = 1;',
  });
  expect([...(await bundle(root)).carried.keys()]).toEqual(['native']);
});

test.each([
  ['broken TypeScript', 'const = 1;', 'SW_BUNDLE_FAILED', 'main.ts:1'],
  ['a missing package', "import 'nowhere';", 'SW_PACKAGE_MISSING', 'main.ts'],
  ['a missing module', "import './gone.ts';", 'SW_BUNDLE_FAILED', 'main.ts'],
  ['a missing file', "console.log(new URL('./gone.txt', import.meta.url));", 'SW_ASSET_MISSING', 'main.ts'],
])('%s is one clear error', async (_, source, code, where) => {
  const error = await bundle(project({ 'main.ts': source })).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code });
  expect((error as { where?: string }).where).toContain(where);
});

const dep = { 'node_modules/dep/package.json': '{"name":"dep"}', 'node_modules/dep/index.js': '' };

test.each([
  ['a part that a dependency lacks', "try { require('dep/gone') } catch {}", dep],
  ['where a dependency is that is not installed', "try { require.resolve('dep') } catch {}", {}],
  ['for views a dependency that is not installed', "app.set('view engine', 'dep')", {}],
])('the service may do without what it tries for: %s', async (_, source, files) => {
  const manifest = '{"name":"shop","dependencies":{"dep":"1.0.0"}}';
  const root = project({
    'package.json': manifest,
    'main.ts': `declare const app: any; ${source};`,
    ...files,
  });
  await expect(bundle(root)).resolves.toBeDefined();
});

test('a package that Yarn keeps out of node_modules is told with what to do', async () => {
  const root = project({ 'main.ts': "import 'ms';", '.pnp.cjs': '' });
  await expect(bundle(root)).rejects.toMatchObject({
    code: 'SW_PACKAGE_MISSING',
    fix: expect.stringContaining('YARN_NODE_LINKER=node-modules'),
  });
});

function project(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'seaworthy-project-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries({
    'package.json': '{"name":"test","version":"1.0.0"}',
    ...files,
  })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

function bundle(root: string, entry = 'main.ts', exclude: readonly string[] = []) {
  return bundleNode({ root, entry: join(root, entry), conditions: [], external: [], exclude });
}
