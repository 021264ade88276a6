import { lstatSync, readlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The path without symbolic links, as far as it exists on this machine. */
export function realPath(path: string, depth = 0): string {
  const parts = path.split('/').filter(Boolean);
  let current = '/';
  for (const [index, part] of parts.entries()) {
    const next = join(current, part);
    const target = linkTarget(next);
    if (target !== undefined && depth < 40)
      return realPath(join(resolve(current, target), ...parts.slice(index + 1)), depth + 1);
    current = next;
  }
  return current;
}

function linkTarget(path: string): string | undefined {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
    ? readlinkSync(path)
    : undefined;
}
