import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ToolkitError } from '../errors.ts';
import type { Change } from './change.ts';

/**
 * Writes the changes. A file is written beside its place and then moved there, so that it is never half there.
 *
 * @throws ToolkitError SW_FILE_WRITE
 */
export async function applyChanges(folder: string, changes: readonly Change[]): Promise<void> {
  for (const { path, kind, after } of changes) {
    if (kind === 'remove') await rm(join(folder, path), { force: true });
    else if (kind !== 'same') await writeWhole(join(folder, path), after);
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, text);
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new ToolkitError('SW_FILE_WRITE', { what: (cause as Error).message, where: path, cause });
  }
}
