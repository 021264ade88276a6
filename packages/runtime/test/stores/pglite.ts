import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';

/**
 * A PGlite of a test's own, with nothing in it, as `PGlite.create()` makes it. Nearly all of that is `initdb`, which is done once
 * on a machine, and copied: 1 s of computation in place of 5 s.
 */
export async function newPglite(): Promise<PGlite> {
  return PGlite.create({ loadDataDir: new Blob([await readFile(await dataFolder())]) });
}

/** The archive of a data folder that was just made by this version. */
async function dataFolder(): Promise<string> {
  const description = new URL('../package.json', import.meta.resolve('@electric-sql/pglite'));
  const { version } = JSON.parse(await readFile(description, 'utf8')) as { version: string };
  const archive = resolve(`node_modules/.cache/seaworthy/pglite-${version}.tar`);
  if (existsSync(archive)) return archive;
  await using made = await PGlite.create();
  const dump = await made.dumpDataDir('none');
  await mkdir(dirname(archive), { recursive: true });
  // Another test may make one at the same time.
  const partial = `${archive}.${randomUUID()}`;
  await writeFile(partial, await dump.bytes());
  await rename(partial, archive);
  return archive;
}
