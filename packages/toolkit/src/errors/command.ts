import { CommandExitCode } from '@seaworthy/contract';
import type { CatalogueEntry } from './entry.ts';

/** Errors of the command line itself. */
export const commandErrors = {
  SW_COMMAND_USAGE: {
    title: 'The command line was not understood',
    fix: 'Run `seaworthy --help`.',
    exitCode: CommandExitCode.usage,
  },
  SW_COMMAND_NODE: {
    title: 'The command was started by a Node that is too old for it',
    fix: 'Run it with Node 24 or newer.',
    exitCode: CommandExitCode.unavailable,
  },
  SW_INTERRUPTED: {
    title: 'A signal interrupted the command',
    fix: 'Run it again; nothing half-written was left.',
    exitCode: CommandExitCode.interrupted,
  },
  SW_DEFECT: {
    title: 'The command failed in a way it does not know',
    fix: 'Report it with the whole message; `--debug` prints the stack.',
    exitCode: CommandExitCode.defect,
  },
} as const satisfies Record<string, CatalogueEntry>;
