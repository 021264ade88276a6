import { glob, readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { ToolkitError } from '../errors.ts';
import { CONTRACT_FILE } from './contract.ts';
import { isBuilt } from './go-constraint.ts';
import { readGoMod } from './go-mod.ts';

/**
 * The folder of the `package main` that a Go service starts with: the one that is wanted, else the root, else the only one
 * in `cmd` or a folder of it, else of several the one whose folder has the name of the contract's program.
 *
 * @param command the program of the contract's command; undefined where none is stated
 * @throws ToolkitError SW_ENTRY_MISSING
 */
export async function findGoEntry(
  root: string,
  wanted: string | undefined,
  command: string | undefined,
): Promise<string> {
  if (wanted !== undefined) {
    const folder = resolve(root, wanted.endsWith('.go') ? dirname(wanted) : wanted);
    if (await holdsMain(folder)) return folder;
    throw new ToolkitError('SW_ENTRY_MISSING', {
      what: `There is no package main in ${wanted}`,
      where: root,
      fix: nameIt,
    });
  }
  if (await holdsMain(root)) return root;
  const folders: string[] = [];
  for await (const file of glob(['cmd/*.go', 'cmd/*/*.go'], { cwd: root }))
    folders.push(dirname(join(root, file)));
  const mains: string[] = [];
  for (const folder of new Set(folders.toSorted())) if (await holdsMain(folder)) mains.push(folder);
  const [only, ...others] = mains;
  if (only === undefined)
    throw new ToolkitError('SW_ENTRY_MISSING', {
      what: 'There is no package main in the root, in cmd/ or a folder of it',
      where: root,
      fix: nameIt,
    });
  if (others.length === 0) return only;
  const stated = mains.find((folder) => command !== undefined && basename(folder) === basename(command));
  if (stated !== undefined) return stated;
  throw new ToolkitError('SW_ENTRY_MISSING', {
    what: `There are several programs: ${mains.map((folder) => relative(root, folder)).join(', ')}`,
    where: root,
    fix: `Name one with \`--entry ${relative(root, only)}\`, or for all commands in ${CONTRACT_FILE}: \`command: [/${basename(only)}]\` is the program of that folder.`,
  });
}

const nameIt = 'Name its folder with `--entry`.';

/** The last part of the module's path in go.mod, by which `go build` names a program; undefined where there is none. */
export async function goModuleName(root: string): Promise<string | undefined> {
  const [, path] = /^module\s+"?([^\s"]+)/m.exec(await readGoMod(root)) ?? [];
  // A major version is no name (go.dev/ref/mod, "Major version suffixes").
  return path
    ?.replace(/\/v\d+$/, '')
    .split('/')
    .at(-1);
}

async function holdsMain(folder: string): Promise<boolean> {
  for await (const file of glob('*.go', { cwd: folder })) {
    if (file.endsWith('_test.go')) continue;
    const source = await readFile(join(folder, file), 'utf8');
    if (/^package main\b/m.test(source) && isBuilt(source)) return true;
  }
  return false;
}
