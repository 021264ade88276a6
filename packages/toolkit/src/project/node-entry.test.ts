import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../file-system/temporary-folder.ts';
import { tmpdir } from 'node:os';
import { findNodeEntry } from './node-entry.ts';
import type { PackageJson } from './package-json.ts';

test.each<[string, PackageJson, string[], string, string]>([
  ['npm start before a usual name', start('node ./bin/www'), ['app.js', 'bin/www'], 'bin/www', 'npm start'],
  [
    'assignments and flags left out',
    start('NODE_ENV=production node --enable-source-maps -r ./hook.js server/run'),
    ['src/main.ts', 'hook.js', 'server/run.js'],
    'server/run.js',
    'npm start',
  ],
  [
    'never the value of a flag, known or not, which may hold secrets',
    start('node --env-file .env --flag-of-tomorrow config/.env.local src/run'),
    ['.env', 'config/.env.local', 'index.js', 'src/run.js'],
    'src/run.js',
    'npm start',
  ],
  [
    'no word that is not the name of a script',
    start('node --flag-of-tomorrow word run'),
    ['src/main.ts', 'run.mjs'],
    'run.mjs',
    'npm start',
  ],
  [
    'what tsx watches, though a file has the name of its command',
    start('tsx watch src/run.ts'),
    ['watch.ts', 'src/run.ts'],
    'src/run.ts',
    'npm start',
  ],
  [
    'the last of several commands',
    start('npm run build && exec tsx "run it.ts"'),
    ['run it.ts'],
    'run it.ts',
    'npm start',
  ],
  [
    'the source of what a build writes',
    start('node dist/worker.js'),
    ['src/main.ts', 'src/worker.ts', 'dist/worker.js'],
    'src/worker.ts',
    'npm start',
  ],
  [
    'what a build writes, where no source is known',
    start('node dist/x'),
    ['dist/x.js'],
    'dist/x.js',
    'npm start',
  ],
  [
    'a usual name before what a build writes',
    start('node dist/x'),
    ['dist/x.js', 'src/main.ts'],
    'src/main.ts',
    'its name',
  ],
  [
    'main before a usual name',
    { main: 'service.mjs' },
    ['service.mjs', 'src/index.ts'],
    'service.mjs',
    'main of package.json',
  ],
  [
    'the program of a framework before main',
    { ...start('fastify start app.js'), main: 'app.js' },
    ['app.js', 'node_modules/fastify-cli/cli.js'],
    'node_modules/fastify-cli/cli.js',
    'npm start',
  ],
  [
    'what a framework’s build writes',
    { devDependencies: { nuxt: '^4' } },
    ['app/app.vue', '.output/server/index.mjs', 'build/index.js'],
    '.output/server/index.mjs',
    'the build of nuxt',
  ],
  [
    'a usual name before what a framework’s build writes',
    { dependencies: { '@astrojs/node': '^9' } },
    ['server.js', 'dist/server/entry.mjs'],
    'server.js',
    'its name',
  ],
  ['no file for what runs none', start('node --test'), ['server.js'], 'server.js', 'its name'],
  ['no file for another program', start('next start'), ['index.js'], 'index.js', 'its name'],
])('the entry is %s', async (_, packageJson, files, entry, from) => {
  await using folder = temporaryFolder(join(tmpdir(), 'seaworthy-entry-'));
  for (const file of files) {
    mkdirSync(dirname(join(folder.path, file)), { recursive: true });
    writeFileSync(join(folder.path, file), '');
  }
  const found = findNodeEntry(folder.path, packageJson, undefined);
  expect({ ...found, file: relative(folder.path, found.file) }).toEqual({ file: entry, from });
});

test.each<[string, PackageJson, string]>([
  [
    'what npm start starts',
    start('next start'),
    'node_modules/next/dist/bin/next does not exist, and npm start starts it',
  ],
  ['what main says', { main: 'lib/web.js' }, 'lib/web.js does not exist, and main of package.json names it'],
  [
    'what a framework builds',
    { devDependencies: { '@sveltejs/adapter-node': '^5' } },
    'build/index.js does not exist, and the build of @sveltejs/adapter-node writes it',
  ],
])('where it is missing, %s is named', (_, packageJson, what) => {
  expect(() => findNodeEntry('/nowhere', packageJson, undefined)).toThrow(
    expect.objectContaining({
      code: 'SW_ENTRY_MISSING',
      what,
      fix: expect.stringContaining('run the build'),
    }),
  );
});

function start(script: string): PackageJson {
  return { scripts: { start: script } };
}
