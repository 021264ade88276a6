import { access, appendFile, constants, lstat, mkdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeError } from '../../../errors.ts';

/**
 * Makes the folders of the files that reports go to, and sees whether they can be written: a rehearsal takes minutes, and
 * whoever waits for its report shall hear of that before. A report of the last time is removed, so that it is not taken for
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
  await makeFolder(dirname(file));
  if (found === undefined || found.isFile()) {
    // Made in earnest: access(2) lets a superuser do everything, where none can make a file, as in /proc and on some shares, too.
    await appendFile(file, '');
    await remove(file);
  } else await access(file, constants.W_OK);
}

/** Makes a folder and those around it. Node's own \`recursive\` never returns where a parent takes no child, as in /proc. */
async function makeFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory()) return;
  if (dirname(folder) !== folder) await makeFolder(dirname(folder));
  await mkdir(folder);
}

/** A link, such as /dev/stdout, and a file that is mounted by itself stay, and are empty. */
async function remove(file: string): Promise<void> {
  const isLink = (await lstat(file)).isSymbolicLink();
  if (isLink) await truncate(file);
  else await rm(file).catch(() => truncate(file));
}

async function write(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((error: unknown) => fail(error, file));
}

function fail(error: unknown, file: string): never {
  throw writeError(error, file);
}
