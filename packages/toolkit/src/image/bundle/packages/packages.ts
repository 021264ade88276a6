import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { licenceOf, parseManifest } from '../../../project/index.ts';

/** An installed npm package. */
export interface InstalledPackage {
  /** Its folder, as a real path. */
  readonly root: string;
  readonly name: string;
  readonly version: string;
  readonly licence: string | undefined;
  /** Whether it is copied as it is, for it can't be bundled: it has, or loads, a native addon, or starts threads by a file of its own. */
  readonly carried: boolean;
}

/** The fields of a package.json that tell of a package. */
interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly type?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly license?: unknown;
  readonly gypfile?: boolean;
  readonly binary?: unknown;
  readonly napi?: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Files that are programs: bundled as such where the source names one. */
export const isProgram = /(?<!\.d)\.[cm]?[jt]s$/;

/** Packages by the files in them, each read once. */
export class PackageFinder {
  readonly #byFolder = new Map<string, InstalledPackage | undefined>();

  /** The package that a file belongs to: that of the nearest package.json with a name and a version. */
  of(file: string): InstalledPackage | undefined {
    return this.#in(dirname(file));
  }

  #in(folder: string): InstalledPackage | undefined {
    if (this.#byFolder.has(folder)) return this.#byFolder.get(folder);
    const parent = dirname(folder);
    const found = readPackage(folder) ?? (parent === folder ? undefined : this.#in(parent));
    this.#byFolder.set(folder, found);
    return found;
  }
}

/** The nearest folder above a file that has a package.json. */
export function folderAbove(file: string): string | undefined {
  return folderHolding('package.json', file);
}

/** The nearest folder above a file that has a file of this name. */
export function folderHolding(name: string, file: string): string | undefined {
  const folder = dirname(file);
  if (existsSync(join(folder, name))) return folder;
  return folder === file ? undefined : folderHolding(name, folder);
}

/** The name that a folder's package.json states. */
export function packageNameIn(folder: string): string | undefined {
  return manifestIn(folder)?.name;
}

/** Whether the package that a file is part of states another one among its dependencies, those aside that may be missing. */
export function dependsOn(file: string, name: string): boolean {
  const folder = folderAbove(file);
  const { dependencies = {}, optionalDependencies = {} } = (folder && manifestIn(folder)) || {};
  return Object.hasOwn(dependencies, name) && !Object.hasOwn(optionalDependencies, name);
}

/** Whether Node takes a file for an ES module by its name and its package's `type`. */
export function isModuleFile(file: string): boolean {
  if (/\.[cm][jt]s$/.test(file)) return /\.m[jt]s$/.test(file);
  const folder = folderAbove(file);
  return folder !== undefined && /\.[jt]s$/.test(file) && manifestIn(folder)?.type === 'module';
}

/** Whether a package has a script that builds it. */
export function buildsItself(folder: string): boolean {
  return manifestIn(folder)?.scripts?.['build'] !== undefined;
}

/** Whether a package has its addon in one for this platform, which is installed. */
export function hasPlatformPackage(folder: string): boolean {
  const file = join(folder, 'package.json');
  return platformPackages(manifestIn(folder) ?? {}).some(
    (name) => folderHolding(join('node_modules', name), file) !== undefined,
  );
}

function manifestIn(folder: string): Manifest | undefined {
  const path = join(folder, 'package.json');
  return existsSync(path) ? (parseManifest(readFileSync(path, 'utf8')) as Manifest) : undefined;
}

function readPackage(root: string): InstalledPackage | undefined {
  const manifest = manifestIn(root);
  const { name, version } = manifest ?? {};
  if (manifest === undefined || name === undefined || version === undefined) return undefined;
  return { root, name, version, licence: licenceOf(manifest), carried: isCarried(root, manifest) };
}

/** What `createCpuPool` of our runtime is built on. Its threads start with a file that is beside it. */
export const THREAD_POOL = 'piscina';

function isCarried(root: string, manifest: Manifest): boolean {
  return manifest.name === THREAD_POOL || isNative(root, manifest);
}

/** How packages with addons are made: node-gyp, prebuildify, node-pre-gyp, or napi-rs with a package for each platform. */
function isNative(root: string, manifest: Manifest): boolean {
  const { gypfile, binary, napi } = manifest;
  if (gypfile === true || binary !== undefined || napi !== undefined) return true;
  if (existsSync(join(root, 'binding.gyp')) || existsSync(join(root, 'prebuilds'))) return true;
  return platformPackages(manifest).length > 0;
}

/** The packages that have the addon of this one, each for a platform. */
function platformPackages({ optionalDependencies = {} }: Manifest): string[] {
  return Object.keys(optionalDependencies).filter((name) =>
    /[-/](linux|darwin|win32)-(x64|arm64)/.test(name),
  );
}
