import { CommandExitCode } from '@seaworthy/contract';
import type { CatalogueEntry } from './entry.ts';

/** Errors of reading what is to be rehearsed. */
export const workloadErrors = {
  SW_WORKLOAD_MISSING: {
    title: 'There is nothing to rehearse',
    fix: 'Name a file or folder with a Deployment or StatefulSet (`--manifests`), or a service that states its contract.',
    exitCode: CommandExitCode.input,
  },
  SW_WORKLOAD_AMBIGUOUS: {
    title: 'The manifests hold several workloads',
    fix: 'Say which with `--workload`.',
    exitCode: CommandExitCode.usage,
  },
  SW_MANIFESTS_AMBIGUOUS: {
    title: 'The folder holds several sets of manifests',
    fix: 'Name one with `--manifests`, or as `manifests` in rehearse.yaml.',
    exitCode: CommandExitCode.usage,
  },
  SW_MANIFEST_INVALID: {
    title: 'Kubernetes would refuse these manifests',
    fix: 'Correct them where the message says.',
    exitCode: CommandExitCode.input,
  },
  SW_REHEARSAL_SETTINGS: {
    title: 'rehearse.yaml is invalid',
    fix: 'Correct it where the message says; the schema is in `seaworthy/rehearse.schema.json`.',
    exitCode: CommandExitCode.input,
  },
  SW_PROGRAM_MISSING: {
    title: 'Nothing says what runs on this machine in the place of an image',
    fix: 'Say it in rehearse.yaml, under `containers`, or by `--program`.',
    exitCode: CommandExitCode.input,
  },
  SW_REFERENCE_MISSING: {
    title: 'The pods need a Secret or ConfigMap that is not there',
    fix: 'State its values in rehearse.yaml, under `secrets` or `configMaps`.',
    exitCode: CommandExitCode.input,
  },
} as const satisfies Record<string, CatalogueEntry>;
