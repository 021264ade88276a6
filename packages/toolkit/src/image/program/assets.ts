import { glob, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolkitError } from '../../errors.ts';
import type { TarEntry } from '../layers/index.ts';

/**
 * The files that go into the image as they are: those that the source refers to, and those that the project names.
 *
 * @throws ToolkitError SW_ASSET_MISSING for a pattern that matches nothing
 */
export async function assetEntries(
  root: string,
  referenced: readonly string[],
  patterns: readonly string[],
): Promise<TarEntry[]> {
  const paths = new Set(referenced);
  for (const pattern of patterns) for (const path of await matches(root, pattern)) paths.add(path);
  return Promise.all(
    [...paths].map(async (path): Promise<TarEntry> => {
      const { mode } = await stat(join(root, path));
      const content = await readFile(join(root, path));
      return { type: 'file', path: `app/${path}`, content, mode: mode & 0o100 ? 0o755 : 0o644 };
    }),
  );
}

async function matches(root: string, pattern: string): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of glob(pattern, { cwd: root, withFileTypes: true }))
    if (entry.isFile()) found.push(join(entry.parentPath, entry.name).slice(root.length + 1));
  if (found.length > 0) return found;
  throw new ToolkitError('SW_ASSET_MISSING', { what: `No file matches ${pattern}`, where: root });
}
