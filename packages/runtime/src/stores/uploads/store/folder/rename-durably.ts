import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Renames a file so that a crash of the machine does not undo it: the names are flushed too, not only the file. */
export async function renameDurably(from: string, to: string): Promise<void> {
  await rename(from, to);
  await using folder = await open(dirname(to));
  await folder.sync();
}
