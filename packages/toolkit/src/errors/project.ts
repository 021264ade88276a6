import { CommandExitCode } from '@seaworthy/contract';
import type { CatalogueEntry } from './entry.ts';

/** Errors of reading a repository. */
export const projectErrors = {
  SW_PROJECT_MISSING: {
    title: 'The folder holds no service',
    fix: 'Run the command where package.json or go.mod is, or name that folder. Of a program in another language `manifests` and `rehearse` take its seaworthy.yaml.',
    exitCode: CommandExitCode.input,
  },
  SW_PROJECT_AMBIGUOUS: {
    title: 'The folder holds both a Node and a Go program',
    fix: 'Say which with `--language node` or `--language go`.',
    exitCode: CommandExitCode.usage,
  },
  SW_PROJECT_FILE: {
    title: 'A file of the project could not be read or is invalid',
    fix: 'Correct the file where the message says.',
    exitCode: CommandExitCode.input,
  },
  SW_ENTRY_MISSING: {
    title: 'The file that the service starts with was not found',
    fix: 'Name it with `--entry`, or as `seaworthy.entry` in package.json.',
    exitCode: CommandExitCode.input,
  },
  SW_BUNDLE_FAILED: {
    title: 'The service could not be bundled',
    fix: 'Correct the source where the message says.',
    exitCode: CommandExitCode.input,
  },
  SW_CONTRACT_INVALID: {
    title: 'The contract of the service is invalid',
    fix: 'Correct the named fields; the schema is in `@seaworthy/contract/service-contract.schema.json`.',
    exitCode: CommandExitCode.input,
  },
  SW_DESCRIBE_FAILED: {
    title: 'The service did not print its contract',
    fix: 'Make its `describe` command work: it must neither open connections nor need configuration. `--debug` prints all that it said. A program that is not started by `run` of `defineService` states its contract in seaworthy.yaml.',
    exitCode: CommandExitCode.input,
  },
} as const satisfies Record<string, CatalogueEntry>;
