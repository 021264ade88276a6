import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { asWriteError, writeError } from '../errors.ts';

/** What is being written. A process that is told to end leaves none of it. */
const partials = new Set<string>();
process.once('exit', () => {
  for (const path of partials) rmSync(path, { recursive: true, force: true });
});

/**
 * Makes a file, or a folder, of `write`'s work: under another name beside it first, and renamed when it is whole. Whatever
 * goes wrong, nothing is left of it.
 *
 * @throws ToolkitError SW_WRITE_FAILED where the file system refuses, such as a full disk; what `write` throws
 */
export async function writing(path: string, write: (partial: string) => Promise<void>): Promise<void> {
  const partial = join(dirname(path), `.partial-${randomUUID()}`);
  const fail = (error: unknown) => {
    throw writeError(error, path);
  };
  partials.add(partial);
  try {
    await mkdir(dirname(path), { recursive: true }).catch(fail);
    await write(partial);
    await rename(partial, path).catch(fail);
  } catch (error) {
    // What cannot be removed was never made, such as below a file.
    await rm(partial, { recursive: true, force: true }).catch(() => {});
    throw asWriteError(error, path);
  } finally {
    partials.delete(partial);
  }
}
