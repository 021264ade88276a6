import { spawnSync } from 'node:child_process';
import {
  globSync,
  mkdirSync,
  mkdtempDisposableSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { snippetsOf } from './snippets.ts';

const pages = globSync(['README.md', 'packages/*/README.md', 'docs/guides/*.md']);
const snippets = pages.flatMap((page) => snippetsOf(page, readFileSync(page, 'utf8')));

test('a snippet is what its page gives and shows, with the place where that begins', () => {
  const page = 'A\n\n<!-- given\nimport a;\n-->\n\n```ts\na();\n```\n\n```sh\nls\n```\n\n```ts\nb();\n```\n';
  expect(snippetsOf('page.md', page)).toEqual([
    { place: 'page.md:3', code: 'import a;\na();\n\nexport {};\n' },
    { place: 'page.md:15', code: 'b();\n\nexport {};\n' },
  ]);
});

test('what README and guides show compiles', () => {
  expect(snippets.length).toBeGreaterThan(10);
  using folder = mkdtempDisposableSync(join(tmpdir(), 'seaworthy-snippets-'));
  const write = (name: string, text: string) => writeFileSync(join(folder.path, name), text);
  symlinkSync(resolve('node_modules'), join(folder.path, 'node_modules'));
  write('package.json', '{ "type": "module" }');
  write('sql.d.ts', "declare module '*.sql' {\n  const text: string;\n  export default text;\n}\n");
  write(
    'tsconfig.json',
    JSON.stringify({
      extends: resolve('tsconfig.json'),
      compilerOptions: { noUnusedLocals: false, noUnusedParameters: false },
      include: ['.'],
      exclude: ['node_modules'],
    }),
  );
  for (const { place, code } of snippets) {
    const name = place.replaceAll(/[/:]/g, '-');
    // A folder each, so that the place can be read in what the compiler says.
    mkdirSync(join(folder.path, name));
    write(join(name, 'snippet.ts'), code);
  }
  const { stdout } = spawnSync('tsc', ['-p', folder.path], { encoding: 'utf8' });
  expect(stdout).toBe('');
  // A compiler on a loaded machine.
}, 120_000);
