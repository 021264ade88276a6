import { stripVTControlCharacters } from 'node:util';
import { ToolkitError, type ErrorCode } from '../../errors.ts';

/** What the bundler tells of a failure. */
interface BundlerLog {
  readonly code?: string;
  readonly message: string;
  readonly id?: string;
  readonly loc?: { readonly file?: string; readonly line: number };
  /** The code of an error that a plugin threw. */
  readonly pluginCode?: string;
}

/** True where one of the bundler's failures has one of these codes, its own or those of errors that a plugin threw. */
export function failsWith(error: unknown, ...codes: readonly string[]): boolean {
  return logsOf(error).some(({ code, pluginCode }) =>
    [code, pluginCode].some((it) => it !== undefined && codes.includes(it)),
  );
}

/** The bundler's error as one of ours: the first of its messages, and where it is. */
export function asBundleError(error: unknown): unknown {
  if (error instanceof ToolkitError) return error;
  const logs = logsOf(error);
  const own = logs.find((log): log is BundlerLog & ToolkitError => log instanceof ToolkitError);
  // What a plugin throws comes back with another code; its own is beside it.
  if (own !== undefined) return new ToolkitError(own.pluginCode as ErrorCode, own);
  const [first] = logs;
  if (first === undefined) return error;
  const lines = stripVTControlCharacters(first.message).trim().split('\n');
  const place = /\[ (.+):(\d+):\d+ \]/.exec(lines.join('\n'));
  const where = first.loc
    ? `${first.loc.file ?? first.id}:${first.loc.line}`
    : place && `${place[1]}:${place[2]}`;
  const what = (lines[0] ?? '').replace(/^\[\w+\] (Error: )?/, '');
  const more = logs.length > 1 ? `, and ${logs.length - 1} more` : '';
  const [, name] = /.*\bnode_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(where ?? first.id ?? '') ?? [];
  return new ToolkitError('SW_BUNDLE_FAILED', {
    what: `${what}${more}`,
    where: where ?? first.id,
    // It is no source of the project's, and may never get there.
    ...(name !== undefined && { fix: `Name ${name} in \`external\`: it is then copied as it is.` }),
    cause: error,
  });
}

function logsOf(error: unknown): readonly BundlerLog[] {
  const { errors } = error as { errors?: readonly BundlerLog[] };
  return errors ?? [];
}
