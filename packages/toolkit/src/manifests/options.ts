import type { ServiceContract } from '@seaworthy/contract';

/** What manifests are written from. */
export interface ManifestOptions {
  readonly contract: ServiceContract;
  /** The image without a tag. Default: the service's name; overlays say the registry. */
  readonly image?: string | undefined;
  /** Measured time from the start of the process to a green startup probe, in milliseconds. Default: not measured. */
  readonly startMs?: number | undefined;
  /** The Go version of go.mod, such as `1.26.0`. From 1.25 on the program reads its CPU limit by itself. */
  readonly goVersion?: string | undefined;
}

/** Whether the service is on our runtime, and so reads the variables that the contract's package names. */
export function isOnRuntime({ runtime }: ServiceContract): boolean {
  return runtime?.startsWith('@seaworthy/runtime') ?? false;
}
