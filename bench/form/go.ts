import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { goVersion } from './environment.ts';

/**
 * Builds the Go program in `folder`, alone or a module with a `go.mod`, and returns the path of its binary; undefined
 * when Go is not on the PATH.
 *
 * @throws when the compiler refuses the program, or its modules cannot be had
 */
export function goBuild(folder: string): string | undefined {
  if (goVersion() === undefined) return undefined;
  const binary = join(mkdtempSync(join(tmpdir(), 'seaworthy-bench-')), basename(folder));
  execFileSync('go', ['build', '-o', binary, 'main.go'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return binary;
}
