import { statSync } from 'node:fs';

/**
 * What a volume's folder or file on this machine is.
 *
 * @throws Error where it is missing
 */
export function mountable(source: string): 'file' | 'directory' {
  const found = statSync(source, { throwIfNoEntry: false });
  if (found === undefined) throw new Error(`${source} is to be mounted and does not exist`);
  return found.isDirectory() ? 'directory' : 'file';
}
