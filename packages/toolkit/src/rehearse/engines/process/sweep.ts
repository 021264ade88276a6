import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { groupParents, removeNow } from './groups/index.ts';
import { mountTable } from './mount-table.ts';
import { NAMESPACES } from './network/index.ts';
import { isAlive, LONG_PREFIX, SHORT_PREFIX, tagIn, type OwnerTag } from './owner.ts';
import { temporaryPlace, temporaryPlaces } from './temporary-place.ts';
import { toolEnv } from './tool.ts';

const REMOVE_TRIES = 50;
const REMOVE_PAUSE_MS = 10;

/** Where layers are kept: a file system of its own on every Linux. */
const LAYERS = '/dev/shm';

/** Folder of a run's temporary files. */
export function folderOf(tag: OwnerTag): string {
  return join(temporaryPlace(), longNameOf(tag));
}

/** Folder of a run's layers. */
export function layersOf(tag: OwnerTag): string {
  return join(LAYERS, longNameOf(tag));
}

/** Folders that a run of this tag may have. */
function foldersOf(tag: OwnerTag): string[] {
  return [...temporaryPlaces().map((place) => join(place, longNameOf(tag))), layersOf(tag)];
}

/** Name of a run's cgroups, and of the folder of its layers. */
export function longNameOf(tag: OwnerTag): string {
  return LONG_PREFIX + tag;
}

/** Takes away what runs left behind whose process was killed. What cannot be, such as another user's, is for a later run. */
export function sweepDeadRuns(): void {
  const tags = new Set(places().flatMap((place) => entries(place).map(tagIn)));
  for (const tag of tags) {
    if (tag === undefined || isAlive(tag) || isElsewhere(tag)) continue;
    try {
      sweep(tag);
    } catch {}
  }
}

/** File of a run's folder that names where its tag means something. */
const WHERE = 'where';
/** No run lasts longer: what was left in another place is nobody's then. */
const LONGEST_RUN_MS = 24 * 60 * 60 * 1000;

/** Lets runs elsewhere that share this machine's files know that this one is none of theirs. */
export function claimFolder(tag: OwnerTag): void {
  // Secrets will lie there. One that somebody else has made is refused.
  mkdirSync(folderOf(tag), { mode: 0o700 });
  writeFileSync(join(folderOf(tag), WHERE), here());
}

/** Whether nobody here can tell if it is alive. */
function isElsewhere(tag: OwnerTag): boolean {
  return foldersOf(tag).some((folder) => {
    try {
      const where = readFileSync(join(folder, WHERE), 'utf8');
      return where !== here() && Date.now() - statSync(folder).mtimeMs < LONGEST_RUN_MS;
    } catch {
      return false;
    }
  });
}

/** The kernel, since a virtual machine may have its host's files, and the PID namespace, since a container may. */
function here(): string {
  const kernel = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return `${kernel} ${readlinkSync('/proc/self/ns/pid')}`;
}

/** Takes away all that has this tag: processes in its cgroups, network, cgroups, folders. At once, for use at exit. */
export function sweep(tag: OwnerTag): void {
  removeGroups(longNameOf(tag));
  const isOurs = (name: string) => name.startsWith(SHORT_PREFIX + tag);
  const lines = [
    ...entries('/sys/class/net')
      .filter(isOurs)
      .map((name) => `link del ${name}`),
    ...entries(NAMESPACES)
      .filter(isOurs)
      .map((name) => `netns del ${name}`),
  ];
  if (lines.length > 0)
    spawnSync('ip', ['-force', '-batch', '-'], { env: toolEnv, input: `${lines.join('\n')}\n` });
  for (const folder of foldersOf(tag)) {
    unmountWithin(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Lazily: a container may hold one in a namespace that is going away. */
function unmountWithin(folder: string): void {
  const mounts = mountTable().filter(({ path }) => path.startsWith(`${folder}/`));
  if (mounts.length > 0) spawnSync('umount', ['--lazy', ...mounts.map(({ path }) => path)], { env: toolEnv });
}

/** Killed processes take a moment to be gone; what is still there then is for the next sweep. */
function removeGroups(name: string): void {
  const own = groupParents().map((parent) => join(parent, name));
  for (let tries = 0; tries < REMOVE_TRIES; tries += 1) {
    const pods = childrenOf(own);
    if ([...childrenOf(pods), ...pods, ...own].map(removeNow).every(Boolean)) return;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, REMOVE_PAUSE_MS);
  }
}

function childrenOf(folders: readonly string[]): string[] {
  return folders.flatMap((folder) => entries(folder, true).map((child) => join(folder, child)));
}

function places(): string[] {
  return [...temporaryPlaces(), LAYERS, '/sys/class/net', NAMESPACES, ...groupParents()];
}

function entries(folder: string, onlyFolders = false): string[] {
  try {
    const found = readdirSync(folder, { withFileTypes: true });
    return found.filter((each) => !onlyFolders || each.isDirectory()).map(({ name }) => name);
  } catch {
    return [];
  }
}
