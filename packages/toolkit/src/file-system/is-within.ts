import { sep } from 'node:path';

/** True for the folder itself and all that is in it. */
export function isWithin(folder: string, path: string): boolean {
  return folder === path || path.startsWith(folder === sep ? sep : `${folder}${sep}`);
}
