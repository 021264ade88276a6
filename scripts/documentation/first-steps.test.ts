import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempDisposableSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { snippetsOf } from './snippets.ts';

const published = {
  '@seaworthy/contract': 'contract',
  '@seaworthy/runtime': 'runtime',
  seaworthy: 'toolkit',
};

/** Puts the packages below `node_modules` as npm installs them, without their sources; what they depend on is linked. */
function install(folder: string): void {
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '@seaworthy'), { recursive: true });
  for (const name of readdirSync('node_modules'))
    if (!/^\.|^(@seaworthy|seaworthy)$/.test(name))
      symlinkSync(resolve('node_modules', name), join(modules, name));
  for (const [name, source] of Object.entries(published)) {
    const [from, to] = [join('packages', source), join(modules, name)];
    const options = ['--noCheck', '--customConditions', 'seaworthy-source', '--outDir', join(to, 'dist')];
    execFileSync('tsc', ['-p', join(from, 'tsconfig.build.json'), ...options]);
    const { files } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as { files: string[] };
    for (const file of ['package.json', ...files].filter((it) => it !== 'dist'))
      cpSync(join(from, file), join(to, file));
    if (existsSync(join(from, 'node_modules')))
      symlinkSync(resolve(from, 'node_modules'), join(to, 'node_modules'));
  }
}

test('the installed command writes and checks manifests of the service that README shows', () => {
  using temporary = mkdtempDisposableSync(join(tmpdir(), 'seaworthy-first-steps-'));
  const folder = realpathSync(temporary.path);
  install(folder);
  const [service] = snippetsOf('README.md', readFileSync('README.md', 'utf8'));
  const dependencies = { '@seaworthy/runtime': '0.1.0', pg: '8' };
  const manifest = { name: 'greeter', version: '1.0.0', type: 'module', dependencies };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'main.ts'), service?.code ?? '');
  const seaworthy = (...args: string[]) =>
    execFileSync(process.execPath, [join(folder, 'node_modules/seaworthy/dist/cli/main.js'), ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') },
    });
  seaworthy('manifests');
  expect(readFileSync(join(folder, 'deploy/base/deployment.yaml'), 'utf8')).toContain('DATABASE_URL');
  expect(seaworthy('manifests', '--check')).toMatch(/^No contradiction/);
}, 120_000);
