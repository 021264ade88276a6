import { relative } from 'node:path';
import { expect, test } from 'vitest';
import { folderOf } from '../../test/model/folder.ts';
import { findGoEntry } from './go-entry.ts';

const library = 'package shop\n';
const program = 'package main\n\nfunc main() {}\n';

async function entryOf(files: Readonly<Record<string, string>>, command?: string): Promise<string> {
  const root = await folderOf({ 'go.mod': 'module example.com/shop\n', ...files });
  return relative(root, await findGoEntry(root, undefined, command));
}

test.each([
  ['the root', { 'main.go': program }, ''],
  ['cmd', { 'shop.go': library, 'cmd/main.go': program }, 'cmd'],
  ['a folder below cmd', { 'shop.go': library, 'cmd/server/main.go': program }, 'cmd/server'],
])('a service starts in %s', async (_, files, folder) => {
  expect(await entryOf(files)).toBe(folder);
});

test.each(['ignore', 'tools', '!linux', 'windows || darwin', 'linux && ignore', '!(unix || plan9)'])(
  'a file of //go:build %s is no part of the service',
  async (constraint) => {
    const generator = `// Generates.\n\n//go:build ${constraint}\n\n${program}`;
    const files = { 'shop.go': library, 'gen.go': generator, 'cmd/server/main.go': program };
    expect(await entryOf(files)).toBe('cmd/server');
  },
);

test.each(['linux', '!windows', 'unix && !ignore', 'go1.21', '(windows || linux) && !cgo', 'amd64 || arm64'])(
  'a file of //go:build %s is part of it',
  async (constraint) => {
    expect(await entryOf({ 'main.go': `//go:build ${constraint}\n\n${program}` })).toBe('');
  },
);

test('several programs are named', async () => {
  const files = { 'cmd/main.go': program, 'cmd/server/main.go': program };
  await expect(entryOf(files)).rejects.toThrow(
    /There are several programs: cmd, cmd\/server \(.*`--entry cmd`.*seaworthy\.yaml: `command: \[\/cmd\]`/,
  );
});

test.each([
  ['/app/server', 'cmd/server'],
  ['worker', 'cmd/worker'],
])('of several programs the one of the contract is taken: %s', async (command, folder) => {
  const files = { 'cmd/server/main.go': program, 'cmd/worker/main.go': program };
  expect(await entryOf(files, command)).toBe(folder);
  await expect(entryOf(files, '/service')).rejects.toThrow('There are several programs');
});
