import { execFile, type ExecFileOptions } from 'node:child_process';
import { promisify } from 'node:util';

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
  const end = () => void running.child.kill('SIGTERM');
  process.once('exit', end);
  try {
    return (await running).stdout;
  } finally {
    process.off('exit', end);
  }
}
