import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { ToolkitError } from '../errors.ts';
import type { PackageJson } from './package-json.ts';

/** Where a service's source starts by custom, the more telling first. */
const usual = ['main', 'server', 'index', 'app'].flatMap((name) =>
  ['src/', ''].flatMap((folder) => ['.ts', '.mts', '.js', '.mjs'].map((ending) => folder + name + ending)),
);

/**
 * The file that a Node service starts with: the one that is wanted, else the first that exists of the usual ones, else
 * package.json's `main`.
 *
 * @throws ToolkitError SW_ENTRY_MISSING
 */
export function findNodeEntry(
  root: string,
  packageJson: PackageJson | undefined,
  wanted: string | undefined,
): string {
  const candidates = wanted === undefined ? [...usual, packageJson?.main ?? 'index.js'] : [wanted];
  const found = candidates.map((path) => resolve(root, path)).find((path) => existsSync(path));
  if (found !== undefined) return found;
  const what =
    wanted === undefined
      ? `None of ${usual.slice(0, 3).join(', ')} and the like exists`
      : `${relative('.', join(root, wanted))} does not exist`;
  throw new ToolkitError('SW_ENTRY_MISSING', { what, where: root });
}
