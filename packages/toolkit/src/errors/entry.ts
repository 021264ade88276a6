import type { CommandExitCode } from '@seaworthy/contract';

/** What the catalogue holds of one error. */
export interface CatalogueEntry {
  /** What went wrong, in general. */
  readonly title: string;
  /** What to do next, in general. */
  readonly fix: string;
  /** The command's exit status when the error ends it. */
  readonly exitCode: CommandExitCode;
}
