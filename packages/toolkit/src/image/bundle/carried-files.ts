import { lstat, readFile, readlink } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { ToolkitError } from '../../errors.ts';
import type { TarEntry } from '../layers/index.ts';
import type { Platform } from '../oci/index.ts';
import { addonPlatform } from './addon-platform.ts';

/** Which packages to carry, and for what. */
export interface Carried {
  /** The project's folder, absolute. */
  readonly root: string;
  /** Files that the bundle imports, by package name. */
  readonly packages: ReadonlyMap<string, ReadonlySet<string>>;
  readonly architecture: Platform['architecture'];
}

/**
 * The files of the packages that are not bundled, and of all that they import, as they lie below `node_modules`. Addons for
 * other platforms are left out.
 *
 * @throws ToolkitError SW_ADDON_PLATFORM where a package has addons, but none for the image's platform
 */
export async function carriedFiles({ root, packages, architecture }: Carried): Promise<TarEntry[]> {
  if (packages.size === 0) return [];
  // Most images carry nothing, and it takes long to load.
  const { nodeFileTrace } = await import('@vercel/nft');
  const entries = new Map<string, TarEntry>();
  for (const [name, imported] of packages) {
    const { fileList } = await nodeFileTrace([...imported], { base: '/', processCwd: root });
    const files = [...fileList]
      .map((path) => join('/', path))
      .filter((path) => path.includes('/node_modules/'));
    const addons = await addonsFor(architecture, name, files);
    for (const path of files) {
      if (path.endsWith('.node') && !addons.has(path)) continue;
      const place = placeOf(path, root);
      entries.set(place, await entryOf(path, place));
    }
  }
  return [...entries.values()];
}

/** The addons among the files that run on the platform. */
async function addonsFor(
  architecture: Platform['architecture'],
  name: string,
  files: readonly string[],
): Promise<ReadonlySet<string>> {
  const addons = files.filter((path) => path.endsWith('.node'));
  const platforms = await Promise.all(addons.map(async (path) => addonPlatform(await readFile(path))));
  const fitting = addons.filter((_, index) => platforms[index] === `linux-${architecture}`);
  if (addons.length > 0 && fitting.length === 0)
    throw new ToolkitError('SW_ADDON_PLATFORM', {
      what: `${name} has addons for ${[...new Set(platforms)].join(', ')}, not for linux-${architecture}`,
      where: relative('.', addons[0] ?? ''),
    });
  return new Set(fitting);
}

/**
 * Where a file of a `node_modules` goes: that of the project becomes the one beside the bundle, and those of folders above
 * it, where workspaces keep theirs, the one above, in which Node looks next.
 */
function placeOf(path: string, root: string): string {
  const [, owner = '', rest = ''] = /^(.*?)(\/node_modules\/.*)$/.exec(path) ?? [];
  const above = relative(owner, root);
  return `${above === '' || above.startsWith('..') ? 'app' : ''}${rest}`
    .split(sep)
    .join('/')
    .replace(/^\//, '');
}

async function entryOf(path: string, place: string): Promise<TarEntry> {
  const found = await lstat(path);
  if (found.isSymbolicLink()) return { type: 'symlink', path: place, target: await readlink(path) };
  return {
    type: 'file',
    path: place,
    content: await readFile(path),
    mode: found.mode & 0o100 ? 0o755 : 0o644,
  };
}
