import { existsSync } from 'node:fs';
import { lstat, readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { dirname, join, posix, relative, resolve } from 'node:path';
import { transformSync } from 'rolldown/utils';
import { ToolkitError } from '../../../errors.ts';
import { mayBeSecret } from '../../../file-system/secret-files.ts';
import type { TarEntry } from '../../layers/index.ts';
import type { Platform } from '../../oci/index.ts';
import { addonPlatform, nodeInterface } from './addon-platform.ts';
import { isWithin } from '../../../file-system/is-within.ts';
import { imagePlace } from '../image-place.ts';
import { folderAbove, PackageFinder, packageNameIn, THREAD_POOL, type InstalledPackage } from './packages.ts';

/** What a pool of threads loads where it was asked to give them another priority, and does without: it has an addon for one platform. */
const PRIORITY = '/node_modules/@napi-rs/nice';

/** An addon, or a library in C that one brings along. */
const isBinary = /\.(node|so(\.\d+)*)$/;

/** What addons are to run on. */
export interface AddonTarget {
  readonly architecture: Platform['architecture'];
  /** The version of Node's binary interface, such as `137`. Undefined: any. */
  readonly node: string | undefined;
}

/** The files of the packages that are not bundled, and of all that they import. */
export interface Carried {
  /** The project's folder, absolute. */
  readonly root: string;
  /** Absolute paths of files and links, by the package that the bundle imports. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  /** Absolute paths of files that the project's own packages read, and that may hold secrets: they are left out. */
  readonly withheld: readonly string[];
}

/**
 * Follows what the packages that are not bundled import and read.
 *
 * @param packages the files that imports of them resolved to, by package name
 */
export async function traceCarried(
  root: string,
  packages: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<Carried> {
  const files = new Map<string, readonly string[]>();
  if (packages.size === 0) return { root, files, withheld: [] };
  const withheld = new Set<string>();
  // Most images carry nothing, and it takes long to load.
  const { nodeFileTrace } = await import('@vercel/nft');
  for (const [name, imported] of packages) {
    const { fileList } = await nodeFileTrace([...imported], {
      base: '/',
      processCwd: root,
      readFile: readScript,
      ignore: (path) => name === THREAD_POOL && path.includes(PRIORITY),
    });
    const folders = [...imported].flatMap((file) => folderAbove(file) ?? []);
    // What is named by a link is carried where that leads to.
    const manifests = await Promise.all(folders.map((folder) => realpath(join(folder, 'package.json'))));
    const traced = [...fileList].map((path) => join('/', path)).filter((path) => existsSync(path));
    const found = new Set([...traced, ...(await prebuildsBeside(traced)), ...manifests]);
    // A package may look into the working directory, which is another one in the image.
    const isOfPackages = (path: string) =>
      path.includes('/node_modules/') || !isWithin(root, path) || isOfOther(root, path);
    const ofPackages = [...found].filter(isOfPackages);
    const isSecret = (path: string) => mayBeSecret(relative(root, path));
    for (const path of ofPackages.filter(isSecret)) withheld.add(path);
    files.set(
      name,
      ofPackages.filter((path) => !isSecret(path)),
    );
  }
  return { root, files, withheld: [...withheld].toSorted() };
}

/**
 * What prebuildify has put beside the addons, for the other platforms that images are built for: the tracer finds the one that this
 * machine would load.
 */
async function prebuildsBeside(files: readonly string[]): Promise<string[]> {
  const folders = new Set(
    files.flatMap((path) => (path.endsWith('.node') ? (/^.*\/prebuilds(?=\/)/.exec(path) ?? []) : [])),
  );
  const found: string[] = [];
  for (const folder of folders)
    for (const path of await readdir(folder, { recursive: true }))
      if (/^linux-(x64|arm64)\b.*\.node$/.test(path)) found.push(join(folder, path));
  return found;
}

/** Whether a file of the project's folder is one of another package of its workspace. */
function isOfOther(root: string, path: string): boolean {
  const folder = folderAbove(path);
  return folder !== undefined && folder !== root && packageNameIn(folder) !== undefined;
}

/**
 * A file as JavaScript, for packages of a workspace may be TypeScript. Empty where there is no such file: what the tracer knows of
 * well-known packages is of versions that have it, and it fails without.
 */
async function readScript(path: string): Promise<Buffer | string> {
  const content = await readFile(path).catch(() => '');
  return /(?<!\.d)\.[cm]?ts$/.test(path) ? transformSync(path, content.toString()).code : content;
}

/** The packages that are carried, those that carried ones need included, by name and version. */
export function carriedPackages({ files }: Carried): InstalledPackage[] {
  const finder = new PackageFinder();
  const found = new Map<string, InstalledPackage>();
  // Each comes with its package.json, by which Node finds its modules.
  for (const path of [...files.values()].flat().filter((it) => it.endsWith('/package.json'))) {
    const it = finder.of(path);
    if (it?.root === dirname(path)) found.set(`${it.name}@${it.version}`, it);
  }
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, it]) => it);
}

/**
 * The carried files in their places. Addons for other platforms are left out.
 *
 * @param target what the image's addons run on. Default: every addon stays, for this machine runs those of its own.
 * @throws ToolkitError SW_ADDON_PLATFORM where a package has addons, but none for the image's platform
 */
export async function carriedFiles({ root, files }: Carried, target?: AddonTarget): Promise<TarEntry[]> {
  const entries = new Map<string, TarEntry>();
  for (const [name, paths] of files) {
    const addons = target && (await addonsForOthers(target, name, paths));
    for (const path of paths) {
      if (addons?.has(path)) continue;
      const place = imagePlace(root, path);
      entries.set(place, await entryOf(root, path, place));
    }
  }
  return [...entries.values()];
}

/** The addons among the files, and the libraries they load, that run on other platforms only. */
async function addonsForOthers(
  { architecture, node }: AddonTarget,
  name: string,
  files: readonly string[],
): Promise<ReadonlySet<string>> {
  const binaries = files.filter((path) => isBinary.test(path));
  const wanted = `linux-${architecture}${node === undefined ? '' : ` and Node's ABI ${node}`}`;
  const found = await Promise.all(
    binaries.map(async (path) => {
      const content = await readFile(path);
      const abi = node && (nodeInterface(content) ?? node);
      return {
        path,
        platform: `${addonPlatform(content)}${abi === undefined ? '' : ` and Node's ABI ${abi}`}`,
      };
    }),
  );
  const others = found.filter(({ platform }) => platform !== wanted);
  const addons = found.filter(({ path }) => path.endsWith('.node'));
  if (addons.length > 0 && addons.every((addon) => others.includes(addon)))
    throw new ToolkitError('SW_ADDON_PLATFORM', {
      what: `${name} has addons for ${[...new Set(addons.map(({ platform }) => platform))].join(', ')}, not for ${wanted}`,
      where: relative('.', addons[0]?.path ?? ''),
    });
  return new Set(others.map(({ path }) => path));
}

async function entryOf(root: string, path: string, place: string): Promise<TarEntry> {
  const found = await lstat(path);
  if (found.isSymbolicLink()) {
    const target = imagePlace(root, resolve(dirname(path), await readlink(path)));
    return { type: 'symlink', path: place, target: posix.relative(posix.dirname(place), target) };
  }
  return {
    type: 'file',
    path: place,
    content: await readFile(path),
    mode: found.mode & 0o100 ? 0o755 : 0o644,
  };
}
