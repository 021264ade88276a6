import { execFile, type ChildProcess, type ExecFileOptions } from 'node:child_process';
import { promisify } from 'node:util';

/** What runs. A process that ends ends it too, by one listener for all: as many may run at once as a repository has overlays. */
const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGTERM');
});

/**
 * Runs a program to its end and returns what it wrote to standard output. A process that ends meanwhile ends it too.
 *
 * @param options as of `execFile`, with 64 MiB for what is written
 * @throws what `execFile` throws: with `code` (ENOENT where there is no such program), `stdout` and `stderr`
 */
export async function runChild(
  program: string,
  args: readonly string[],
  options: ExecFileOptions = {},
): Promise<string> {
  const running = promisify(execFile)(program, args, {
    maxBuffer: 64 * 2 ** 20,
    ...options,
    encoding: 'utf8',
  });
  children.add(running.child);
  try {
    return (await running).stdout;
  } finally {
    children.delete(running.child);
  }
}
