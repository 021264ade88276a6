import { CommandExitCode } from '@seaworthy/contract';
import type { CatalogueEntry } from './entry.ts';

/** Errors of writing and checking manifests. */
export const manifestErrors = {
  SW_CONTRACT_MISSING: {
    title: 'The service states no contract',
    fix: 'Run `seaworthy init`, which writes a `seaworthy.yaml` to fill in, or build the service on `@seaworthy/runtime`.',
    exitCode: CommandExitCode.input,
  },
  SW_MANIFEST_BUDGET: {
    title: 'The shutdown of the contract does not fit its grace period',
    fix: 'Raise shutdown.gracePeriodSeconds in the contract, or lower the preStop or drain delay.',
    exitCode: CommandExitCode.input,
  },
  SW_FILE_EXISTS: {
    title: 'A file would be overwritten that is not ours to overwrite',
    fix: 'Look at the difference, then pass `--force`, or move the file away.',
    exitCode: CommandExitCode.input,
  },
  SW_START_NOT_MEASURED: {
    title: 'The start of the service could not be measured',
    fix: 'Run it by hand with the environment that it needs, or leave out `--measure-start`.',
    exitCode: CommandExitCode.input,
  },
} as const satisfies Record<string, CatalogueEntry>;
