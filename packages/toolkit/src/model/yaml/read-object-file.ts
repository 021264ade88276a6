import { readFile } from 'node:fs/promises';
import type { KubernetesObject } from '../object.ts';
import type { Problem } from '../problem.ts';
import { readObjects } from './read-objects.ts';

/** The Kubernetes objects of a file. One that cannot be read, as a link that leads nowhere cannot, is a fault. */
export async function readObjectFile(
  file: string,
): Promise<{ objects: KubernetesObject[]; problems: Problem[] }> {
  try {
    return readObjects(await readText(file), file);
  } catch (error) {
    return { objects: [], problems: [unreadable(file, error)] };
  }
}

/**
 * The problem that an error of the file system is.
 *
 * @throws unknown where it is another error
 */
export function unreadable(file: string, error: unknown): Problem {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  const message = `it could not be read (${code})`;
  return { kind: 'reference', message, position: { file, line: 1, column: 1 } };
}

/** A file may be in UTF-16 with a byte order mark, as PowerShell writes it and kubectl reads it; else it is UTF-8. */
async function readText(path: string): Promise<string> {
  const bytes = await readFile(path);
  const mark = bytes.subarray(0, 2).toString('hex');
  const encoding = mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}
