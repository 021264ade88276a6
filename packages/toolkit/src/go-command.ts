import { ToolkitError } from './errors.ts';
import { runChild } from './run-child.ts';

/**
 * Runs the Go toolchain of this machine and returns what it wrote to standard output.
 *
 * @param cwd its folder, which errors of the compiler are relative to
 * @param env variables beside those of this process. Default: none
 * @throws ToolkitError SW_GO_MISSING, SW_GO_BUILD_FAILED with the first error of the compiler, and how many more there are
 */
export async function go(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  try {
    return await runChild('go', args, { cwd, env: { ...process.env, ...env } });
  } catch (cause) {
    throw errorOf(cause, cwd);
  }
}

/** What the toolchain writes of its work: packages that it compiles, and modules that it gets. */
const progress = /^(#|go: (downloading|finding|extracting|added|upgraded) )/;

function errorOf(cause: unknown, cwd: string): ToolkitError {
  const { code, stderr = '' } = cause as { code?: unknown; stderr?: string };
  if (code === 'ENOENT')
    return new ToolkitError('SW_GO_MISSING', { what: 'There is no `go` on the PATH', cause });
  const lines = stderr.split('\n').filter((line) => line !== '' && !progress.test(line));
  const [first, ...others] = lines.flatMap((line) => {
    const [, where, what] = /^(\S+?:\d+)(?::\d+)?: (.*)$/.exec(line) ?? [];
    return where === undefined ? [] : [{ where, what }];
  });
  const more = others.length > 0 ? `, and ${others.length} more` : '';
  return new ToolkitError('SW_GO_BUILD_FAILED', {
    what: first === undefined ? (lines[0] ?? String(cause)) : `${first.what}${more}`,
    where: first?.where ?? cwd,
    cause,
  });
}
