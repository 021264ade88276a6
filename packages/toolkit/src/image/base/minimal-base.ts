import { ToolkitError } from '../../errors.ts';
import type { BuildCache } from '../cache/index.ts';
import type { TarEntry, TarFile } from '../layers/index.ts';
import type { Platform } from '../oci/index.ts';
import { accountEntries } from './accounts.ts';
import { certificateBundle } from './certificates.ts';
import {
  debianPackages,
  debianRelease,
  fetchPackage,
  readDeb,
  type Deb,
  type DebianPackage,
} from './debian/index.ts';

/** What a base holds. */
export interface BaseContent {
  readonly architecture: Platform['architecture'];
  /** The C and C++ libraries, for Node. A static Go program needs none. */
  readonly libraries: boolean;
  /** `/usr/share/zoneinfo`. Node and Go programs can carry their own zones, so only on request. */
  readonly timeZones: boolean;
}

/** Shared libraries that Node, its name service look-ups and its native addons load. */
const wantedLibrary =
  /^usr\/lib(64)?\/([^/]*-linux-gnu\/)?(ld-linux[^/]*|lib(c|m|dl|pthread|rt|util|resolv|nss_files|nss_dns|gcc_s|stdc\+\+|atomic)\.so\.[\d.]+)$/;

/** Whether the minimal base has a shared library by the name that the dynamic linker looks for, such as `libm.so.6`. */
export function hasLibrary(name: string): boolean {
  return wantedLibrary.test(`usr/lib/${name}`);
}

/** What the entries of a minimal base are made from, as the key of a cache. */
export function minimalBaseKey(content: BaseContent): string[] {
  const { architecture, libraries, timeZones } = content;
  return [
    'base-1',
    architecture,
    ...debianPackages(architecture, { libraries, timeZones }).map((it) => it.sha256),
  ];
}

/**
 * The files of a base without a distribution: no shell, no package manager. Libraries and certificates come from pinned Debian
 * packages, never from the building machine; what scanners read (os-release, dpkg's status) names them.
 *
 * @throws ToolkitError SW_BASE_UNAVAILABLE, SW_BASE_INVALID
 */
export async function minimalBase(content: BaseContent, cache: BuildCache): Promise<TarEntry[]> {
  const packages = debianPackages(content.architecture, content);
  const read = await Promise.all(
    packages.map(async (it) => ({ it, deb: await readDeb(await fetchPackage(it, cache), it.name) })),
  );
  const entries = [...skeleton(content), ...read.flatMap(({ it, deb }) => packageEntries(it, deb))];
  const certificates = read.find(({ it }) => it.name === 'ca-certificates')?.deb.files ?? new Map();
  entries.push(file('etc/ssl/certs/ca-certificates.crt', certificateBundle(certificates)));
  return entries;
}

function skeleton({ architecture, libraries }: BaseContent): TarEntry[] {
  const { version, codename } = debianRelease;
  const release = `ID=debian\nVERSION_ID="${version}"\nVERSION_CODENAME=${codename}\nPRETTY_NAME="Seaworthy base on Debian ${version}"\n`;
  return [
    { type: 'directory', path: 'tmp', mode: 0o1777 },
    { type: 'directory', path: 'app' },
    ...accountEntries(),
    file('etc/os-release', Buffer.from(release)),
    // The dynamic linker's path is part of every program; Debian's directories are merged below /usr.
    ...(libraries ? [link('lib', 'usr/lib')] : []),
    ...(libraries && architecture === 'amd64' ? [link('lib64', 'usr/lib64')] : []),
  ];
}

function packageEntries({ name }: DebianPackage, { control, files }: Deb): TarEntry[] {
  const entries = [file(`var/lib/dpkg/status.d/${name}`, Buffer.from(control))];
  for (const [path, found] of files) {
    if (!isWanted(path, name) || found.type === 'directory') continue;
    entries.push(entryOf(path, found, files));
  }
  return entries;
}

function isWanted(path: string, name: string): boolean {
  if (path === `usr/share/doc/${name}/copyright`) return true;
  if (name === 'tzdata') return path.startsWith('usr/share/zoneinfo/') && !/\/(right|posix)\//.test(path);
  return wantedLibrary.test(path);
}

function entryOf(path: string, found: TarFile, files: ReadonlyMap<string, TarFile>): TarEntry {
  if (found.type === 'symlink') return link(path, found.target);
  const source = found.type === 'link' ? files.get(found.target.replace(/^\.?\//, '')) : found;
  if (source?.type !== 'file')
    throw new ToolkitError('SW_BASE_INVALID', { what: 'A link leads nowhere', where: path });
  return file(path, source.content, source.mode & 0o111 ? 0o755 : 0o644);
}

function file(path: string, content: Uint8Array, mode = 0o644): TarEntry {
  return { type: 'file', path, content, mode };
}

function link(path: string, target: string): TarEntry {
  return { type: 'symlink', path, target };
}
