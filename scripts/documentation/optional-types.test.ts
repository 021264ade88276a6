import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempDisposableSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const { peerDependencies } = JSON.parse(readFileSync('packages/runtime/package.json', 'utf8')) as {
  peerDependencies: Record<string, string>;
};

// Else a service that uses none of them compiles with `skipLibCheck` alone.
test('the declarations of the runtime itself reach none of an optional package', () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'seaworthy-types-'));
  // The contract is read from its source, which needs no build.
  const source = ['--customConditions', 'seaworthy-source'];
  const emit = [
    '--emitDeclarationOnly',
    '--rootDir',
    'packages',
    '--outDir',
    join(folder.path, 'dist'),
    ...source,
  ];
  execFileSync('tsc', ['-p', 'packages/runtime/tsconfig.build.json', ...emit]);
  symlinkSync(resolve('node_modules'), join(folder.path, 'node_modules'));
  const files = {
    'package.json': '{ "type": "module" }',
    'main.ts': `import './dist/runtime/src/index.js';\n`,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder.path, name), text);
  const list = ['--noEmit', '--listFiles', '--module', 'nodenext', ...source, 'main.ts'];
  const { stdout } = spawnSync('tsc', list, { cwd: folder.path, encoding: 'utf8' });
  expect(stdout).toMatch(/dist\/runtime\/src\/index\.d\.ts$/m);
  const reached = Object.keys(peerDependencies).filter((name) => stdout.includes(`node_modules/${name}/`));
  expect(reached).toEqual([]);
}, 120_000);
