import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readProject } from '../../src/project/index.ts';
import { outputOfImage, outputOfSource } from './built-program.ts';
import { projectFolder } from './service-project.ts';

const manifest = '{"name":"shop","version":"1.2.3","type":"module"}';

test.each([
  ['scripts', ''],
  ['modules', 'await Promise.resolve();'],
])('%s run in the order of the source, and classes have its names', async (_, awaits) => {
  const root = projectFolder({
    'package.json': manifest,
    'src/main.ts': `
      import './env.ts';
      import { level } from 'levels';
      import { User } from './user.ts';
      import { User as OtherUser } from './other-user.ts';
      console.log(level, User.name, new OtherUser().constructor.name);`,
    'src/env.ts': `process.env['LEVEL'] = 'debug'; ${awaits} export {};`,
    'src/user.ts': 'export class User {}',
    'src/other-user.ts': 'export class User {}',
    'node_modules/levels/package.json':
      '{"name":"levels","version":"1.0.0","type":"module","exports":"./index.js"}',
    'node_modules/levels/index.js': `export const level = process.env['LEVEL'];`,
  });
  const told = outputOfSource(root, 'src/main.ts');
  expect(told).toBe('debug User User');
  expect(await outputOfImage(root)).toBe(told);
});

test('a module that exports and awaits finds its place, beside packages that require what Node has', async () => {
  const root = projectFolder({
    'package.json': manifest,
    'src/main.ts': `
      import { separator } from 'paths';
      export const place = await Promise.resolve(import.meta.dirname);
      console.log(place.split(separator).at(-1) !== '');`,
    'node_modules/paths/package.json': '{"name":"paths","version":"1.0.0"}',
    'node_modules/paths/index.js': `exports.separator = require('node:path').sep;`,
  });
  expect(await outputOfImage(root)).toBe(outputOfSource(root, 'src/main.ts'));
});

test('a CommonJS service finds what is beside it, and knows that the program starts with it', async () => {
  const root = projectFolder({
    'package.json': '{"name":"shop","version":"1.2.3","scripts":{"start":"node src/server"}}',
    'src/server.js': `#!/usr/bin/env node
      'use strict';
      const { readFileSync, readdirSync } = require('node:fs');
      const path = require('node:path');
      const { isMain, greeting, strict } = require('./part.js');
      const view = (name) => readFileSync(path.join(__dirname, 'views', name + '.html'), 'utf8');
      const isDirect = process.argv[1] === __filename;
      if (require.main === module)
        console.log(isMain, greeting, strict, view('index'), readdirSync(__dirname + '/sql').join(), isDirect);`,
    'src/part.js': `'use strict';
      const path = require('node:path');
      exports.isMain = require.main === module;
      exports.strict = (function () { return this === undefined; })();
      exports.greeting = require('node:fs').readFileSync(\`\${__dirname}/../greeting.txt\`, 'utf8');
      exports.again = require(path.join(__dirname, 'again.js'));`,
    'src/again.js': 'module.exports = 1;',
    'src/views/index.html': 'a view',
    'src/sql/1.sql': '',
    'greeting.txt': 'ahoy',
    'app.js': '',
  });
  const told = outputOfSource(root, 'src/server.js');
  expect(told).toBe('false ahoy true a view 1.sql true');
  expect(await outputOfImage(root)).toBe(told);
});

test.each([
  ['a script', ''],
  ['modules', 'await Promise.resolve();'],
])(
  'as %s, an ES module finds what is beside it, and what it loads by createRequire or by a URL',
  async (_, awaits) => {
    const root = projectFolder({
      'package.json': manifest,
      'src/main.ts': `
      import { readFileSync } from 'node:fs';
      import { createRequire } from 'node:module';
      import { dirname, join } from 'node:path';
      import { fileURLToPath } from 'node:url';
      const require = createRequire(import.meta.url);
      const __dirname = dirname(fileURLToPath(import.meta.url));
      const read = (file: string | URL): string => readFileSync(file, 'utf8');
      const plugin = await import(new URL('./plugin.ts', import.meta.url).href);
      const { isDirect } = await import('./direct.ts');
      console.log(
        read(new URL('plain.txt', import.meta.url)),
        read(new URL(\`./template.txt\`, import.meta.url)),
        read(join(import.meta.dirname, 'joined.txt')),
        read(join(__dirname, '..', 'above.txt')),
        require('old'),
        createRequire(import.meta.url)('./data.json').of,
        typeof require.resolve,
        plugin.name,
        process.argv[1] === fileURLToPath(import.meta.url),
        isDirect,
        import.meta.main,
      );`,
      'src/direct.ts': `
      import { fileURLToPath } from 'node:url';
      export const isDirect = process.argv[1] === fileURLToPath(import.meta.url);`,
      'src/plugin.ts': `${awaits} export const name = 'a plugin';`,
      'src/plain.txt': 'plain',
      'src/template.txt': 'template',
      'src/joined.txt': 'joined',
      'src/data.json': '{"of":"data"}',
      'above.txt': 'above',
      'node_modules/old/package.json': '{"name":"old","version":"1.0.0"}',
      'node_modules/old/index.js': `module.exports = 'old';`,
    });
    const told = outputOfSource(root, 'src/main.ts');
    expect(told).toBe('plain template joined above old data function a plugin true false true');
    expect(await outputOfImage(root)).toBe(told);
  },
);

test('a file is imported that only its URL names', async () => {
  const root = projectFolder({
    'package.json': '{"name":"shop","type":"module","seaworthy":{"image":{"assets":["migrations/*"]}}}',
    'src/main.ts': `
      import { readdirSync } from 'node:fs';
      import { pathToFileURL } from 'node:url';
      const folder = new URL('../migrations/', import.meta.url);
      for (const name of readdirSync(folder))
        console.log((await import(pathToFileURL(folder.pathname + name).href)).up);`,
    'migrations/1.mjs': `export const up = await 'a migration';`,
  });
  const told = outputOfSource(root, 'src/main.ts');
  expect(told).toBe('a migration');
  expect(await outputOfImage(root)).toBe(told);
});

test('a module of the workspace is as one of the project, by whatever link the folder is named', async () => {
  const workspace = projectFolder({
    'services/api/package.json': manifest,
    'services/api/main.ts': `
      import { query, at } from '@m/db';
      console.log(query, at.endsWith('/src/db.ts'), import.meta.url.endsWith('/main.ts'));`,
    'packages/db/package.json': '{"name":"@m/db","type":"module","exports":"./src/db.ts"}',
    'packages/db/src/db.ts': `
      import { readFileSync } from 'node:fs';
      export const query: string = readFileSync(new URL('../q.sql', import.meta.url), 'utf8');
      export const at = import.meta.filename;`,
    'packages/db/q.sql': 'select',
  });
  mkdirSync(join(workspace, 'node_modules/@m'), { recursive: true });
  symlinkSync('../../packages/db', join(workspace, 'node_modules/@m/db'));
  symlinkSync('services/api', join(workspace, 'linked'));
  const told = outputOfSource(join(workspace, 'linked'), 'main.ts');
  expect(told).toBe('select true true');
  expect(await outputOfImage(join(workspace, 'linked'))).toBe(told);
  const project = await readProject(join(workspace, 'linked'));
  expect(project, 'the same image').toEqual(await readProject(join(workspace, 'services/api')));
});

test('processes and threads that the service starts by its own path start it again', async () => {
  const root = projectFolder({
    'package.json': manifest,
    'src/main.ts': `
      import cluster from 'node:cluster';
      import { once } from 'node:events';
      import { isMainThread, parentPort, Worker } from 'node:worker_threads';
      if (!isMainThread) parentPort?.postMessage('a thread');
      else if (cluster.isPrimary) {
        const [thread] = await once(new Worker(new URL(import.meta.url)), 'message');
        const [, worker] = await once(cluster.fork() && cluster, 'message');
        console.log(thread, worker);
      } else process.send?.('a process', () => process.exit());`,
  });
  const told = outputOfSource(root, 'src/main.ts');
  expect(told).toBe('a thread a process');
  expect(await outputOfImage(root)).toBe(told);
});

test('the files of a bundled package come along that it names by its own place', async () => {
  const root = projectFolder({
    'package.json': manifest,
    'src/main.ts': `
      import { afm } from 'fonts';
      import { version, at } from 'knows-itself';
      import { text } from 'texts';
      console.log(afm('a'), afm('b'), version, at, text('de'));`,
    'node_modules/fonts/package.json': '{"name":"fonts","version":"1.0.0"}',
    'node_modules/fonts/index.js': `exports.afm = require('./lib/read.js');`,
    'node_modules/fonts/lib/read.js': `'use strict';
      const { readFileSync } = require('node:fs');
      const path = require('node:path');
      const root = path.resolve(__dirname, '..');
      const more = path.join(root, 'more');
      const place = (name) => name === 'a' ? __dirname + '/data/' + name + '.afm' : path.join(more, name + '.afm');
      module.exports = (name) => readFileSync(place(name), 'utf8');`,
    'node_modules/fonts/lib/data/a.afm': 'a font',
    'node_modules/fonts/more/b.afm': 'another',
    'node_modules/texts/package.json': '{"name":"texts","version":"1.0.0","type":"module"}',
    'node_modules/texts/index.js': `
      import { readFileSync } from 'node:fs';
      import { dirname, join } from 'node:path';
      import { fileURLToPath } from 'node:url';
      const here = dirname(fileURLToPath(import.meta.url));
      export const text = (name) => readFileSync(join(here, 'texts', name + '.txt'), 'utf8');`,
    'node_modules/texts/texts/de.txt': 'ein Text',
    'node_modules/knows-itself/package.json':
      '{"name":"knows-itself","version":"1.2.0","type":"module","exports":"./lib/index.js"}',
    'node_modules/knows-itself/lib/index.js': `
      import { readFileSync } from 'node:fs';
      const manifest = new URL('../package.json', import.meta.url);
      export const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
      export const at = import.meta.url.split('/').slice(-3).join('/');`,
  });
  const told = outputOfSource(root, 'src/main.ts');
  expect(told).toBe('a font another 1.2.0 knows-itself/lib/index.js ein Text');
  expect(await outputOfImage(root)).toBe(told);
});

test('a package does without a file of its own, or a package, that is not there', async () => {
  const root = projectFolder({
    'package.json': manifest,
    'src/main.ts': `import tried from 'tries'; console.log(...tried);`,
    'node_modules/tries/package.json': '{"name":"tries","version":"1.0.0","main":"index.js"}',
    'node_modules/tries/index.js': `
      const tried = [];
      try { require('./build/fast.js'); } catch (error) { tried.push(error.code); }
      try { require('a-peer'); } catch (error) { tried.push(error.code); }
      module.exports = tried;`,
  });
  const told = outputOfSource(root, 'src/main.ts');
  expect(told).toBe('MODULE_NOT_FOUND MODULE_NOT_FOUND');
  expect(await outputOfImage(root)).toBe(told);
});

test('a TypeScript module names a worker and a file by a template', async () => {
  const root = projectFolder({
    'package.json': manifest,
    'src/main.ts': `
      import { once } from 'node:events';
      import { readFileSync } from 'node:fs';
      import { Worker } from 'node:worker_threads';
      const [said] = await once(new Worker(\`\${ import.meta.dirname }/thread.ts\`), 'message');
      const name = 'a';
      console.log(said, readFileSync(\`\${import.meta.dirname}/data/\${name}.txt\`, 'utf8'));`,
    'src/thread.ts': `
      import { parentPort } from 'node:worker_threads';
      parentPort?.postMessage('a thread' satisfies string);`,
    'src/data/a.txt': 'a file',
  });
  const told = outputOfSource(root, 'src/main.ts');
  expect(told).toBe('a thread a file');
  expect(await outputOfImage(root)).toBe(told);
});

test('an ES module that calls the result of createRequire `require` is seen by others as it is written', async () => {
  const root = projectFolder({
    'package.json': manifest,
    'src/main.ts': `
      import { require, again } from './require.ts';
      import { require as other } from './listed.js';
      console.log(typeof require('node:os').cpus, again('node:path').sep, other('node:path').sep);`,
    'src/require.ts': `
      import { createRequire } from 'node:module';
      export const require = createRequire(import.meta.url);
      export { require as again };
      class Loader {
        require(name: string) { return require(name).sep; }
      }
      const { require: same } = { require };
      const parts = ({ require } = { require: same }) => Object.keys({ require });
      console.log(new Loader().require('node:path'), same === require, parts(), require('./data.json').of);`,
    'src/listed.js': `
      import { createRequire } from 'node:module';
      const require = createRequire(import.meta.url);
      export { require }; // as it is`,
    'src/data.json': '{"of":"data"}',
  });
  const told = outputOfSource(root, 'src/main.ts');
  expect(told).toBe("/ true [ 'require' ] data\nfunction / /");
  expect(await outputOfImage(root)).toBe(told);
});

test('what createRequire made loads a file that is named by the place of the module', async () => {
  const root = projectFolder({
    'package.json': manifest,
    'src/main.ts': `
      import { createRequire } from 'node:module';
      import { join } from 'node:path';
      const require = createRequire(import.meta.url);
      const other = createRequire(import.meta.url);
      console.log(
        require(join(import.meta.dirname, 'data.json')).of,
        other(join(import.meta.dirname, 'other.json')).of,
        require(join(import.meta.dirname, '.hidden.json')).of,
        require('./.hidden.json').of,
      );`,
    'src/data.json': '{"of":"data"}',
    'src/.hidden.json': '{"of":"hidden data"}',
    'src/other.json': '{"of":"other data"}',
  });
  const told = outputOfSource(root, 'src/main.ts');
  expect(told).toBe('data other data hidden data hidden data');
  expect(await outputOfImage(root)).toBe(told);
});
