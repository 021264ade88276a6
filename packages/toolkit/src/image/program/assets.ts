import { glob, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { ToolkitError } from '../../errors.ts';
import { mayBeSecret } from '../../file-system/secret-files.ts';
import { imagePlace } from '../bundle/index.ts';
import type { TarEntry } from '../layers/index.ts';

/**
 * The files that go into the image as they are: those that the source refers to, and those that the project names. Of a
 * folder that the source refers to, all that is in it, but for what may hold secrets and for packages; of a link, the file
 * that it leads to.
 *
 * @throws ToolkitError SW_ASSET_MISSING for a pattern that matches no file, or one outside the project, and for a link that
 * leads nowhere
 */
export async function assetEntries(
  root: string,
  referenced: readonly string[],
  patterns: readonly string[],
): Promise<TarEntry[]> {
  const paths = new Set<string>();
  for (const path of await withoutSecrets(root, referenced))
    for (const file of await filesAt(root, path)) paths.add(file);
  for (const pattern of patterns) for (const path of await matches(root, pattern)) paths.add(path);
  return Promise.all(
    [...paths].map(async (path): Promise<TarEntry> => {
      const { mode } = await stat(join(root, path));
      const content = await readFile(join(root, path));
      return {
        type: 'file',
        path: imagePlace(root, join(root, path)),
        content,
        mode: mode & 0o100 ? 0o755 : 0o644,
      };
    }),
  );
}

/** The file itself, or all files of the folder. */
async function filesAt(root: string, path: string): Promise<string[]> {
  if (await isFile(root, path)) return [path];
  const all = await readdir(join(root, path), { recursive: true });
  const inside = all.filter((name) => !/(^|\/)node_modules(\/|$)/.test(name)).map((name) => join(path, name));
  return filesOf(root, await withoutSecrets(root, inside));
}

/** What is a secret neither by its own name nor by that of what it leads to. */
async function withoutSecrets(root: string, paths: readonly string[]): Promise<string[]> {
  const realRoot = await realpath(root);
  const found: string[] = [];
  for (const path of paths) {
    // One that leads nowhere is refused later.
    const target = await realpath(join(root, path)).catch(() => join(realRoot, path));
    if (![path, relative(realRoot, target)].some(mayBeSecret)) found.push(path);
  }
  return found;
}

async function matches(root: string, pattern: string): Promise<string[]> {
  const inPackages = /(^|[\\/])node_modules([\\/]|$)/;
  const found = (await filesOf(root, glob(pattern, { cwd: root })))
    .map((path) => relative(root, resolve(root, path)))
    // What packages hold is theirs, unless it is named.
    .filter((path) => inPackages.test(pattern) || !inPackages.test(path));
  const refuse = (what: string) => new ToolkitError('SW_ASSET_MISSING', { what, where: root });
  if (found.length === 0) throw refuse(`No file matches ${pattern}`);
  if (found.some((path) => path.startsWith('..'))) throw refuse(`${pattern} is outside the project`);
  return found;
}

async function filesOf(root: string, paths: Iterable<string> | AsyncIterable<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const path of paths) if (await isFile(root, path)) found.push(path);
  return found;
}

async function isFile(root: string, path: string): Promise<boolean> {
  const file = resolve(root, path);
  const found = await stat(file).catch((cause: unknown) => {
    throw new ToolkitError('SW_ASSET_MISSING', {
      what: 'It is a link that leads nowhere',
      where: file,
      cause,
    });
  });
  return found.isFile();
}
