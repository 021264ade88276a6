import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { CommandExitCode } from '@seaworthy/contract';
import { cacheFolder, seaworthyImage } from './command.ts';
import { has } from './docker-registry.ts';
import { projectFolder, serviceProject } from './service-project.ts';

// The first build on a machine fetches and packs Node, for each platform.
vi.setConfig({ testTimeout: 180_000 });

const elfFor = (machine: number) => {
  const bytes = Buffer.alloc(64);
  bytes.write('\u007fELF', 0, 'latin1');
  bytes.writeUInt16LE(machine, 18);
  return bytes.toString('latin1');
};

/** What was said, but of what a cold cache lacked. */
const told = (stderr: string) =>
  stderr
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('fetching '));

const manifest = '{"name":"shop","version":"1.0.0"}';
const cases: [string, Record<string, string>, string[], string][] = [
  ['no package.json', { 'README.md': '' }, [], 'SW_PROJECT_MISSING'],
  ['a package.json that is no JSON', { 'package.json': '{' }, [], 'SW_PROJECT_FILE'],
  ['a package.json that holds nothing', { 'package.json': 'null' }, [], 'SW_PROJECT_FILE'],
  ['a number as name', { 'package.json': '{"name":5}', 'main.ts': '' }, [], 'SW_PROJECT_FILE'],
  [
    'a folder in the contract’s place',
    { 'package.json': manifest, 'main.ts': '', 'seaworthy.yaml/a.txt': '' },
    ['--no-start-cache'],
    'SW_PROJECT_FILE',
  ],
  ['no entry', { 'package.json': manifest }, [], 'SW_ENTRY_MISSING'],
  [
    'a framework’s program in the place of an entry',
    {
      'package.json': '{"name":"shop","version":"1.0.0","scripts":{"start":"fastify start app.js"}}',
      'app.js': '',
      'node_modules/fastify-cli/cli.js': '',
    },
    [],
    'SW_ENTRY_MISSING',
  ],
  ['an entry that is not there', { 'package.json': manifest }, ['--entry', 'a.ts'], 'SW_ENTRY_MISSING'],
  ['broken TypeScript', { 'package.json': manifest, 'main.ts': 'let x: = 1;' }, [], 'SW_BUNDLE_FAILED'],
  [
    'an import of what is not installed',
    { 'package.json': manifest, 'main.mjs': `import 'express';` },
    [],
    'SW_PACKAGE_MISSING',
  ],
  [
    'a dependency that is required and not installed',
    {
      'package.json': '{"name":"shop","version":"1.0.0","main":"main.js","dependencies":{"express":"5"}}',
      'main.js': `require('express')().listen();`,
    },
    [],
    'SW_PACKAGE_MISSING',
  ],
  [
    'a base without a digest',
    { 'package.json': manifest, 'main.ts': '' },
    ['--base', 'debian:13'],
    'SW_BASE_UNPINNED',
  ],
  [
    'a range as Node’s version',
    { 'package.json': manifest, 'main.ts': '' },
    ['--node', '24'],
    'SW_NODE_UNAVAILABLE',
  ],
  ['an unknown platform', { 'package.json': manifest }, ['--platform', 'windows/amd64'], 'SW_COMMAND_USAGE'],
  ['a name in capitals', { 'package.json': manifest }, ['--tag', 'SHOP'], 'SW_IMAGE_REFERENCE'],
  [
    'a digest in the name, which only the build gives',
    { 'package.json': manifest },
    ['--tag', `example.com/shop@sha256:${'0'.repeat(64)}`],
    'SW_IMAGE_REFERENCE',
  ],
  [
    'a service’s name that is no image’s, before the build',
    { 'package.json': '{"name":"Shop"}', 'main.ts': 'let x: = 1;' },
    [],
    'SW_IMAGE_REFERENCE',
  ],
  [
    'a push to nowhere, before the build',
    { 'package.json': manifest, 'main.ts': 'let x: = 1;' },
    ['--push'],
    'SW_COMMAND_USAGE',
  ],
  [
    'an addon for another processor',
    {
      'package.json': manifest,
      'main.ts': `import 'addon';`,
      'node_modules/addon/package.json':
        '{"name":"addon","version":"1.0.0","main":"index.js","gypfile":true}',
      'node_modules/addon/index.js': `require('./addon.node');`,
      'node_modules/addon/addon.node': elfFor(40),
    },
    ['--no-start-cache'],
    'SW_ADDON_PLATFORM',
  ],
];

test.each(cases)('%s is one line with a code, and leaves nothing', async (_, files, args, code) => {
  const root = projectFolder(files);
  const before = readdirSync(root).toSorted();
  const { code: status, stderr } = await seaworthyImage([root, ...args, '--output', join(root, 'image.tar')]);
  expect(told(stderr), stderr).toHaveLength(1);
  expect(stderr).toContain(`[${code}]`);
  expect(stderr).not.toContain('SW_DEFECT');
  expect(status).toBeGreaterThan(CommandExitCode.ok);
  expect(readdirSync(root).toSorted()).toEqual(before);
});

test.for([
  ['broken Go', 'package main\n\nfunc main() { undefined() }\n', {}, 'SW_GO_BUILD_FAILED', /main.go:3/],
  [
    'Go that is not installed',
    'package main\n\nfunc main() {}\n',
    { PATH: '' },
    'SW_GO_MISSING',
    /Install Go/,
  ],
] as const)('%s is one line with a code, and leaves nothing', async ([, source, env, code, why], context) => {
  if (code !== 'SW_GO_MISSING' && !has('go')) return context.skip('Go is not installed');
  const root = projectFolder({ 'go.mod': 'module example.test/broken\n\ngo 1.22\n', 'main.go': source });
  const { code: status, stderr } = await seaworthyImage([root, '--output', join(root, 'image.tar')], { env });
  expect(told(stderr), stderr).toHaveLength(1);
  expect(stderr).toContain(`[${code}]`);
  expect(stderr).toMatch(why);
  expect(status).toBeGreaterThan(CommandExitCode.ok);
  expect(readdirSync(root).toSorted()).toEqual(['go.mod', 'main.go']);
});

test('a cache that cannot be written is told before anything is built for it', async () => {
  const root = projectFolder({ 'package.json': manifest, 'main.ts': 'let x: = 1;', cache: '' });
  const cache = join(root, 'cache');
  const { code, stderr } = await seaworthyImage([root, '--cache', cache]);
  expect(stderr).toContain(`(${cache})`);
  expect(stderr).toContain('[SW_WRITE_FAILED]');
  expect(code).toBe(CommandExitCode.io);
});

test('what a build fetches is said before it is there: with a slow npm that is the longest part of it', async () => {
  const root = projectFolder({ 'package.json': manifest, 'main.ts': '' });
  const cache = mkdtempSync(join(tmpdir(), 'seaworthy-cache-'));
  const { stderr } = await seaworthyImage([root, '--cache', cache], { env: { PATH: '' } });
  const said = stderr.trim().split('\n');
  expect(said).toContainEqual(expect.stringMatching(/^fetching node-linux-\S+@\d+\.\d+\.\d+$/));
  expect(said.at(-1)).toContain('[SW_NODE_UNAVAILABLE]');
});

test('a time that is no number is told before anything is built', async () => {
  const root = projectFolder({ 'package.json': manifest, 'main.ts': '' });
  const { stderr } = await seaworthyImage([root, '--no-start-cache'], {
    cwd: root,
    env: { SOURCE_DATE_EPOCH: 'yesterday' },
  });
  expect(stderr).toMatch(/SOURCE_DATE_EPOCH is "yesterday".*\[SW_COMMAND_USAGE\]/);
  expect(readdirSync(root).toSorted()).toEqual(['main.ts', 'package.json']);
});

test('a version with a build’s number is a tag all the same', async () => {
  const root = projectFolder({ 'package.json': '{"name":"shop","version":"1.0.0+build.7"}', 'main.ts': '' });
  const { stdout } = await seaworthyImage([root, '--no-start-cache', '--json'], { cwd: root });
  expect(JSON.parse(stdout)).toMatchObject({ name: 'localhost/shop:1.0.0_build.7' });
});

test('with --json an error is an object', async () => {
  const { stdout } = await seaworthyImage([projectFolder({}), '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'SW_PROJECT_MISSING' } });
});

const canMount = process.getuid?.() === 0 && has('mount');
if (!canMount) console.log('skipped: only root can mount a small disk to fill');

test.skipIf(!canMount)('a full disk is told, and what was written is removed', async () => {
  const disk = mkdtempSync(join(tmpdir(), 'seaworthy-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk]);
  try {
    const { code, stderr } = await seaworthyImage([serviceProject(), '--output', join(disk, 'image.tar')]);
    expect(stderr).toContain('The disk is full');
    expect(code).toBe(CommandExitCode.io);
    expect(readdirSync(disk)).toEqual([]);
  } finally {
    execFileSync('umount', [disk]);
  }
});

test('an interrupted push ends with the shell’s status, and leaves nothing half-written', async () => {
  // It takes connections and never answers.
  const server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const root = serviceProject();
  const before = readdirSync(root).toSorted();
  const { code } = await seaworthyImage([root, '--push', '--tag', `127.0.0.1:${port}/shop:1`], {
    during: (child) => server.once('connection', () => child.kill('SIGINT')),
  });
  server.close();
  expect(code).toBe(CommandExitCode.interrupted);
  expect(readdirSync(root).toSorted()).toEqual(before);
  mkdirSync(join(cacheFolder, 'results'), { recursive: true });
  const left = readdirSync(cacheFolder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.includes('.partial-'),
  );
  expect(left).toEqual([]);
});
