import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { isWithin } from '../../../../file-system/is-within.ts';
import { realPath } from '../../../real-path.ts';

/** What can be mounted, or mounted on. */
export type Kind = 'file' | 'directory';

/**
 * What a volume's folder or file on this machine is.
 *
 * @throws Error where it is missing
 */
export function mountable(source: string): Kind {
  const found = statSync(source, { throwIfNoEntry: false });
  if (found === undefined) throw new Error(`${source} is to be mounted and does not exist`);
  return found.isDirectory() ? 'directory' : 'file';
}

/**
 * Makes a place to mount on in a folder that is mounted itself, such as one for a file among those of an emptyDir.
 *
 * @param folder the folder on this machine
 * @param at where it is mounted
 * @param path the place, below `at`
 * @throws Error where a link in the folder, which a container can have put there, leads out of it
 */
export function ensureIn(folder: string, at: string, path: string, kind: Kind): void {
  const place = join(folder, relative(at, path));
  if (!isWithin(realPath(folder), realPath(place)))
    throw new Error(`${path} leads out of the volume at ${at}`);
  if (statSync(place, { throwIfNoEntry: false }) !== undefined) return;
  ensureFolder(kind === 'directory' ? place : dirname(place));
  if (kind === 'file') writeFileSync(place, '');
}

/** Open to all users, whatever the umask. */
function ensureFolder(path: string): void {
  const first = mkdirSync(path, { recursive: true });
  if (first === undefined) return;
  for (let each = path; each.length >= first.length; each = dirname(each)) chmodSync(each, 0o755);
}
