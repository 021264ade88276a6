import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Program } from './program-files.ts';

/**
 * Lays a program out in a folder for as long as `work` takes, to be started there.
 *
 * @param root the project's folder: packages that are not in the bundle are found from there
 */
export async function withPlacedProgram<T>(
  root: string,
  { vendor, app }: Program,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(root, '.seaworthy-program-'));
  try {
    for (const [path, content] of [...vendor, ...app]) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
