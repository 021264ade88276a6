import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, posix, sep } from 'node:path';
import { MountError } from './mount-error.ts';
import type { VolumeFiles } from './files.ts';

/** The link to the folder that holds the files now. */
const DATA = '..data';

/**
 * Puts these files into a folder, all at once for whoever reads them through `..data` (pkg/volume/util/atomic_writer.go):
 * they are written to a new folder with the time in its name, `..data_tmp` is linked to it and renamed over `..data`, and
 * what is seen in the folder are links to `..data/NAME`. All of it is done synchronously: it is a matter of some small
 * files, and a rehearsal under a virtual clock must not run ahead of it.
 *
 * @returns false when all is as it was, and nothing is touched then
 * @throws MountError for a path that leads out of the folder
 */
export function writeAtomically(folder: string, given: VolumeFiles): boolean {
  // `./a` and `a/` are `a` (its validatePayload).
  const files = new Map([...given].map(([path, file]) => [cleaned(path), file]));
  const data = join(folder, DATA);
  const old = isThere(data) ? readlinkSync(data) : undefined;
  if (old !== undefined && isUnchanged(join(folder, old), files)) return false;
  const fresh = writeFiles(folder, files);
  symlinkSync(fresh, `${data}_tmp`);
  renameSync(`${data}_tmp`, data);
  const names = new Set([...files.keys()].map(firstPart));
  for (const name of names)
    if (!isThere(join(folder, name))) symlinkSync(join(DATA, name), join(folder, name));
  if (old !== undefined) {
    // Nothing else: another volume may be mounted within this one (its pathsToRemove).
    for (const name of readdirSync(join(folder, old)))
      if (!names.has(name)) rmSync(join(folder, name), { force: true });
    rmSync(join(folder, old), { recursive: true, force: true });
  }
  return true;
}

/** @throws MountError */
function cleaned(path: string): string {
  const parts = path.split('/');
  const isInside = path !== '' && !path.startsWith('/') && !parts.includes('..');
  if (!isInside || firstPart(path).startsWith('..'))
    throw new MountError(`${path} is no path in a volume: it must be relative and without ..`);
  return posix.normalize(path).replace(/\/$/, '');
}

function isUnchanged(folder: string, files: VolumeFiles): boolean {
  if (!existsSync(folder)) return false;
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  return (
    paths.length === files.size &&
    paths.every((path) => {
      const file = files.get(path.replaceAll(sep, '/'));
      return file !== undefined && readFileSync(join(folder, path)).equals(file.content);
    })
  );
}

/** The name of a new folder with these files. */
function writeFiles(folder: string, files: VolumeFiles): string {
  const time = new Date().toISOString().slice(0, 19).replaceAll(/[-T:]/g, '_');
  const fresh = mkdtempSync(join(folder, `..${time}.`));
  chmodSync(fresh, 0o755);
  for (const [path, { content, mode }] of files) {
    const file = join(fresh, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    // Not by the umask.
    chmodSync(file, mode);
  }
  return fresh.slice(folder.length + 1);
}

function firstPart(path: string): string {
  return path.split('/', 1)[0] ?? '';
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
