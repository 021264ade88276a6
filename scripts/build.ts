/** Emits each published package's `dist` with its declarations, in the order of their dependencies. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const packages = ['packages/contract', 'packages/runtime', 'packages/toolkit'];

let rebuilt = false;
for (const folder of packages) {
  // What a package is built from includes the declarations of the one before it.
  if (!rebuilt && newest(join(folder, 'dist')) > newestSource(folder)) continue;
  build(folder);
  rebuilt = true;
}

/** Emits beside the old output and swaps it in when it is whole, so that no process imports half a package. */
function build(folder: string): void {
  const dist = join(folder, 'dist');
  const fresh = `${dist}.new`;
  const old = `${dist}.old`;
  rmSync(fresh, { recursive: true, force: true });
  const args = ['-p', join(folder, 'tsconfig.build.json'), '--outDir', fresh];
  const { status, error } = spawnSync('tsc', args, { stdio: 'inherit' });
  if (status !== 0) {
    console.error(error?.message ?? `${folder} does not compile`);
    process.exit(1);
  }
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(fresh, dist);
  rmSync(old, { recursive: true, force: true });
  console.error(`built ${folder}`);
}

/** The latest modification of what a package is built from, in milliseconds. */
function newestSource(folder: string): number {
  const settings = ['tsconfig.json', join(folder, 'tsconfig.build.json')];
  return Math.max(newest(join(folder, 'src')), ...settings.map((file) => statSync(file).mtimeMs));
}

/** The latest modification of a folder and what is below, in milliseconds; 0 when it does not exist. */
function newest(folder: string): number {
  if (!existsSync(folder)) return 0;
  // A folder's own is that of the last file that came or went.
  const files = ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })];
  return Math.max(...files.map((file) => statSync(join(folder, file)).mtimeMs));
}
