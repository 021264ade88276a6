import type { ProcessConfig } from '../oci/index.ts';
import type { Layer } from '../layers/index.ts';
import type { Component } from '../sbom/index.ts';

/** What a language makes of a project for one platform: everything of an image above its base. */
export interface ProgramImage {
  /** The least often changed first. */
  readonly layers: readonly Layer[];
  readonly process: Required<Pick<ProcessConfig, 'Entrypoint' | 'WorkingDir' | 'Env'>>;
  readonly components: readonly Component[];
}
