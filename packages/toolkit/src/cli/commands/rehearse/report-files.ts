import { access, constants, mkdir, stat, truncate, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeError } from '../../../errors.ts';

/**
 * Makes the folders of the files that reports go to, and sees whether they can be written: a rehearsal takes minutes, and
 * whoever waits for its report shall hear of that before. A report of the last time is emptied, so that it is not taken for
 * the one of a rehearsal that does not come to its end.
 *
 * @throws ToolkitError SW_WRITE_FAILED
 */
export async function prepareReportFiles(files: readonly string[]): Promise<void> {
  for (const file of files) await prepare(file).catch((error: unknown) => fail(error, file));
}

/**
 * Writes reports, each to its file. One that cannot be written keeps no other from it.
 *
 * @throws ToolkitError SW_WRITE_FAILED, after the others were written
 */
export async function writeReportFiles(reports: ReadonlyMap<string, () => string>): Promise<void> {
  const results = await Promise.allSettled(Array.from(reports, async ([file, text]) => write(file, text())));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

async function prepare(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isDirectory()) throw new Error('It is a folder');
  await mkdir(dirname(file), { recursive: true });
  await access(found === undefined ? dirname(file) : file, constants.W_OK);
  if (found?.isFile()) await truncate(file);
}

async function write(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((error: unknown) => fail(error, file));
}

function fail(error: unknown, file: string): never {
  throw writeError(error, file);
}
