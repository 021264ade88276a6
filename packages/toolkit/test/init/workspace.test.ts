/** Services that are members of a workspace. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { folderOf } from '../model/folder.ts';
import { nodeService, seaworthy } from './init-command.ts';

vi.setConfig({ testTimeout: 20_000 });

const { 'package-lock.json': lock, ...member } = nodeService;

const workspaces: [string, Readonly<Record<string, string>>, string][] = [
  [
    'pnpm',
    { 'package.json': '{}', 'pnpm-workspace.yaml': 'packages: [apps/*]\n', 'pnpm-lock.yaml': '' },
    'corepack enable && pnpm install --frozen-lockfile',
  ],
  [
    'npm',
    { 'package.json': '{ "workspaces": ["apps/*"] }', 'package-lock.json': lock },
    'npm ci --include-workspace-root',
  ],
];

test.each(workspaces)(
  'a member of a workspace of %s has no Dockerfile, and its workflow installs by the lock file above it',
  async (_, above, install) => {
    const root = await folderOf({
      ...above,
      '.git/HEAD': '',
      ...Object.fromEntries(Object.entries(member).map(([path, text]) => [`apps/greeter/${path}`, text])),
    });
    const { err, code } = await seaworthy(root, 'init', 'apps/greeter');
    expect(code).toBe(0);
    expect(err).toContain('No Dockerfile: ');
    expect(existsSync(join(root, 'apps/greeter/Dockerfile'))).toBe(false);
    const text = await readFile(join(root, '.github/workflows/seaworthy-greeter.yaml'), 'utf8');
    const { jobs } = parse(text) as { jobs: { image: { steps: { run?: string }[] } } };
    expect(jobs.image.steps.flatMap(({ run = [] }) => run)).toEqual([
      install,
      'npx --no -- seaworthy manifests --check',
      'npx --no -- seaworthy image --tag greeter:${{ github.sha }} --output image.tar',
    ]);
    if (install.startsWith('npm ci')) expect(text).toContain('node-version: 24, cache: npm }');
  },
);

test('where the workspace has a build, the workflow installs all of it and runs that before the image', async () => {
  const root = await folderOf({
    'package.json': '{ "scripts": { "build": "turbo run build" } }',
    'pnpm-workspace.yaml': 'packages: [apps/*]\n',
    'pnpm-lock.yaml': '',
    '.git/HEAD': '',
    ...Object.fromEntries(Object.entries(member).map(([path, text]) => [`apps/greeter/${path}`, text])),
  });
  await seaworthy(root, 'init', 'apps/greeter');
  const text = await readFile(join(root, '.github/workflows/seaworthy-greeter.yaml'), 'utf8');
  const { jobs } = parse(text) as { jobs: { image: { steps: Record<string, string>[] } } };
  expect(jobs.image.steps.slice(2, 5)).toEqual([
    { run: 'corepack enable && pnpm install --frozen-lockfile', 'working-directory': '.' },
    { run: 'corepack enable && pnpm run build', 'working-directory': '.' },
    { run: 'npx --no -- seaworthy manifests --check' },
  ]);
});

test('one with a lock file or a repository of its own, or below a folder that is no workspace, has a Dockerfile', async () => {
  const below = (files: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(files).map(([path, text]) => [`apps/greeter/${path}`, text]));
  const own = await folderOf({
    'package.json': '{ "workspaces": ["apps/*"] }',
    'package-lock.json': lock,
    ...below(nodeService),
  });
  const alone = await folderOf({ 'package.json': '{}', 'package-lock.json': lock, ...below(member) });
  const apart = await folderOf({
    'package.json': '{ "workspaces": ["apps/*"] }',
    'package-lock.json': lock,
    ...below({ ...member, '.git/HEAD': '' }),
  });
  for (const root of [own, alone, apart]) {
    expect((await seaworthy(root, 'init', 'apps/greeter')).err).not.toContain('No Dockerfile');
    expect(existsSync(join(root, 'apps/greeter/Dockerfile'))).toBe(true);
  }
});
