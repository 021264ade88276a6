import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../../file-system/temporary-folder.ts';
import type { TarEntry } from '../layers/index.ts';
import type { Program } from './program-files.ts';

/** A program in a folder, ready to be started by its `main.js`, until it is disposed of. */
export interface PlacedProgram extends AsyncDisposable {
  /** Absolute; other users may read it. */
  readonly folder: string;
}

/**
 * Lays a program out in a new folder as in its image, far from the source: what the image lacks must be missing here too, and
 * the packages of the source's folder would hide that.
 *
 * @param beside files and links of the image, by their path in it. Default: none
 * @param caches code caches, by their path in the program's folder. Default: none
 */
export async function placeProgram(
  { vendor, app }: Program,
  beside: readonly TarEntry[] = [],
  caches: ReadonlyMap<string, Uint8Array> = new Map(),
): Promise<PlacedProgram> {
  await using made = new AsyncDisposableStack();
  const { path: root } = made.use(temporaryFolder(join(tmpdir(), 'seaworthy-program-')));
  await chmod(root, 0o755);
  const folder = join(root, 'app');
  for (const [path, content] of [...vendor, ...app, ...caches])
    await write({ type: 'file', path, content }, folder);
  for (const entry of beside) await write(entry, root);
  const owned = made.move();
  return { folder, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** The same for as long as `work` takes. */
export async function withPlacedProgram<T>(
  program: Program,
  beside: readonly TarEntry[] | undefined,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  await using placed = await placeProgram(program, beside);
  return await work(placed.folder);
}

async function write(entry: TarEntry, folder: string): Promise<void> {
  const path = join(folder, entry.path);
  await mkdir(entry.type === 'directory' ? path : dirname(path), { recursive: true });
  if (entry.type === 'file') await writeFile(path, entry.content, { mode: entry.mode ?? 0o644 });
  if (entry.type === 'symlink') await symlink(entry.target, path);
}
