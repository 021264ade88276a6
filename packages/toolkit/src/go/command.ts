import { ToolkitError } from '../errors.ts';
import { runChild } from '../child-process/run-child.ts';

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
    // PWD: its folder by the name that it has here, where links lead to it (`os.Getwd`).
    return await runChild('go', args, { cwd, env: { ...process.env, PWD: cwd, ...env } });
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
  const errors = errorsIn(stderr);
  const [first, ...others] = errors.flatMap((text) => {
    const [, where, what] = /^(\S+?:\d+)(?::\d+)?: (.*)$/.exec(text) ?? [];
    return where === undefined ? [] : [{ where, what }];
  });
  const more = others.length > 0 ? `, and ${others.length} more` : '';
  return new ToolkitError('SW_GO_BUILD_FAILED', {
    what: first === undefined ? (errors[0] ?? String(cause)) : `${first.what}${more}`,
    where: first?.where ?? cwd,
    cause,
  });
}

/** Each error in one line: lines that are indented go on with it, the first with what is wrong, the last often with what to run. */
function errorsIn(stderr: string): string[] {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !progress.test(line));
  const heads = lines.flatMap((line, index) => (/^\s/.test(line) ? [] : [index]));
  return heads.map((head, index) => {
    const [text = '', ...others] = lines.slice(head, heads[index + 1]).map((line) => line.trim());
    return others.length <= 2
      ? [text, ...others].join(' ')
      : `${text} ${others[0] ?? ''} … ${others.at(-1) ?? ''}`;
  });
}
