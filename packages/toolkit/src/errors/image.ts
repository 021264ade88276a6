import { CommandExitCode } from '@seaworthy/contract';
import type { CatalogueEntry } from './entry.ts';

/** Errors of building, writing and pushing images. */
export const imageErrors = {
  SW_BUNDLE_FAILED: {
    title: 'The service could not be bundled',
    fix: 'Correct the source where the message says.',
    exitCode: CommandExitCode.input,
  },
} as const satisfies Record<string, CatalogueEntry>;
