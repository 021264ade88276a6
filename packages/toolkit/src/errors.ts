import { CommandExitCode } from '@seaworthy/contract';
import { commandErrors } from './errors/command.ts';
import { imageErrors } from './errors/image.ts';
import { manifestErrors } from './errors/manifests.ts';
import { projectErrors } from './errors/project.ts';
import { rehearseErrors } from './errors/rehearse.ts';
import { workloadErrors } from './errors/workload.ts';

/**
 * Every error that a user of the command can meet, a file for each concept. Codes are stable, never reused, and differ
 * from the runtime's too; `docs/reference/errors.md` is generated from here.
 */
export const errorCatalogue = {
  ...commandErrors,
  ...projectErrors,
  ...imageErrors,
  ...manifestErrors,
  ...workloadErrors,
  ...rehearseErrors,
} as const;

/** A stable error code, `SW_…`. */
export type ErrorCode = keyof typeof errorCatalogue;

/** What is known of one occurrence. */
export interface ErrorDetail {
  /** What was wrong, with the values that matter and never a secret. */
  readonly what: string;
  /** Where: a file with its line, an option, an address. */
  readonly where?: string | undefined;
  /** What to do next. Default: the catalogue's advice. */
  readonly fix?: string | undefined;
  readonly cause?: unknown;
}

/** An error of the catalogue: a code, what was wrong, where, and what to do next. */
export class ToolkitError extends Error {
  override readonly name = 'ToolkitError';
  readonly code: ErrorCode;
  readonly what: string;
  readonly where: string | undefined;
  readonly fix: string;
  /** The command's exit status when the error ends it. */
  readonly exitCode: CommandExitCode;

  constructor(code: ErrorCode, { what, where, fix, cause }: ErrorDetail) {
    const entry = errorCatalogue[code];
    const place = where === undefined ? '' : ` (${where})`;
    super(`${what}${place}. ${fix ?? entry.fix} [${code}]`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.what = what;
    this.where = where;
    this.fix = fix ?? entry.fix;
    this.exitCode = entry.exitCode;
  }
}

/** Why a file could not be written, in words. */
const writeReasons: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full',
  EDQUOT: 'The disk quota is used up',
  EACCES: 'Access was refused',
  EPERM: 'Access was refused',
  EROFS: 'The file system is read-only',
};

/** An error of the file system as SW_WRITE_FAILED, where it is one of writing; any other as it is. */
export function asWriteError(error: unknown, where?: string): unknown {
  const { code = '', syscall, path } = error as NodeJS.ErrnoException;
  const what = writeReasons[code];
  if (
    what === undefined ||
    !/^(open|write|mkdir|mkdtemp|rename|copyfile|symlink|unlink|rm)/.test(syscall ?? '')
  )
    return error;
  return new ToolkitError('SW_WRITE_FAILED', { what, where: where ?? path, cause: error });
}

/** The same of what can only be an error of writing: where no words are known for it, those of the system. */
export function writeError(error: unknown, where: string): ToolkitError {
  const known = asWriteError(error, where);
  if (known instanceof ToolkitError) return known;
  return new ToolkitError('SW_WRITE_FAILED', { what: (error as Error).message, where, cause: error });
}
