import { realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeError } from '../errors.ts';
import { writing } from '../file-system/writing.ts';
import type { Change } from './change.ts';

/**
 * Writes the changes. A file is written beside its place and then moved there, so that it is never half there.
 *
 * @throws ToolkitError SW_WRITE_FAILED
 */
export async function applyChanges(folder: string, changes: readonly Change[]): Promise<void> {
  for (const { path, kind, after } of changes) {
    const place = join(folder, path);
    try {
      if (kind === 'remove') await rm(place, { force: true });
      else if (kind !== 'same') await writeWhole(place, after);
    } catch (error) {
      throw writeError(error, place);
    }
  }
}

async function writeWhole(wanted: string, text: string): Promise<void> {
  // A link stays: the file is written that it leads to.
  const path = await realpath(wanted).catch(() => wanted);
  await writing(path, (partial) => writeFile(partial, text));
}
