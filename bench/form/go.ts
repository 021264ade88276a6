import { execFileSync } from 'node:child_process';
import { basename, join } from 'node:path';
import { goVersion } from './environment.ts';
import { scratch } from './scratch.ts';

/**
 * Builds the Go program in `folder`, alone or a module with a `go.mod`, and returns the path of its binary; undefined
 * when Go is not on the PATH.
 *
 * @throws when the compiler refuses the program, or its modules cannot be had
 */
export function goBuild(folder: string): string | undefined {
  if (goVersion() === undefined) return undefined;
  const binary = join(scratch(), basename(folder));
  execFileSync('go', ['build', '-o', binary, 'main.go'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return binary;
}
