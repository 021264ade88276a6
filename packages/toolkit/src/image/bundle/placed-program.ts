import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../../temporary-folder.ts';
import type { Program } from './program-files.ts';

/** A program in a folder, ready to be started by its `main.js`, until it is disposed of. */
export interface PlacedProgram extends AsyncDisposable {
  /** Absolute; other users may read it. */
  readonly folder: string;
}

/**
 * Lays a program out in a new folder.
 *
 * @param root the project's folder: packages that are not in the bundle are found from there
 * @param beside further files, by their path in the folder
 */
export async function placeProgram(
  root: string,
  { vendor, app }: Program,
  beside: ReadonlyMap<string, Uint8Array> = new Map(),
): Promise<PlacedProgram> {
  await using made = new AsyncDisposableStack();
  const { path: folder } = made.use(temporaryFolder(join(root, '.seaworthy-program-')));
  await chmod(folder, 0o755);
  for (const [path, content] of [...vendor, ...app, ...beside]) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  const owned = made.move();
  return { folder, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** The same for as long as `work` takes. */
export async function withPlacedProgram<T>(
  root: string,
  program: Program,
  work: (folder: string) => Promise<T>,
  beside?: ReadonlyMap<string, Uint8Array>,
): Promise<T> {
  await using placed = await placeProgram(root, program, beside);
  return await work(placed.folder);
}
