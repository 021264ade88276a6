import { expect, test } from 'vitest';
import { packageManagerOf } from './package-manager.ts';

test.each([
  [['package.json', 'package-lock.json'], 'npm ci --omit=dev'],
  [['package.json', 'pnpm-lock.yaml'], 'corepack enable && pnpm install --frozen-lockfile --prod'],
  [['package.json', 'yarn.lock'], 'yarn install --frozen-lockfile --production'],
  [
    ['package.json', 'yarn.lock', '.yarnrc.yml'],
    'corepack enable && YARN_NODE_LINKER=node-modules yarn workspaces focus --production',
  ],
  [
    ['package.json', 'bun.lock'],
    'npm install --global --allow-scripts=bun bun@1 && bun install --frozen-lockfile --production',
  ],
  [['package.json'], 'npm install --omit=dev'],
])('with %j the image installs by `%s`', (present, installProduction) => {
  const manager = packageManagerOf((file) => present.includes(file));
  expect(manager.installProduction).toBe(installProduction);
  expect(present).toEqual(expect.arrayContaining([...manager.files]));
});

test('a Yarn that keeps all its defaults has no settings, and is known by `packageManager`', () => {
  const of = (stated: string) =>
    packageManagerOf((file) => ['package.json', 'yarn.lock'].includes(file), { stated });
  for (const stated of ['yarn@4.9.2+sha512.0a', 'yarn@10.0.0'])
    expect(of(stated)).toMatchObject({
      files: ['package.json', 'yarn.lock'],
      install: 'corepack enable && YARN_NODE_LINKER=node-modules yarn install --immutable',
    });
  expect(of('yarn@1.22.22').install).toBe('yarn install --frozen-lockfile');
});

test('npm brings Bun on every version of Node', () => {
  const { install } = packageManagerOf((file) => ['package.json', 'bun.lockb'].includes(file), { node: 26 });
  expect(install).toBe('npm install --global --allow-scripts=bun bun@1 && bun install --frozen-lockfile');
});
