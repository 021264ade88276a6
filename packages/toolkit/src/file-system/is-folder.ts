import { statSync } from 'node:fs';

/** Whether there is a folder at `path`, be it by a link. */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
