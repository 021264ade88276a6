import { relative, resolve } from 'node:path';
import { ToolkitError } from '../../../errors.ts';
import { kubernetesVersions } from '../../../model/index.ts';
import { refuseContradictions } from '../../../manifests/index.ts';
import { runCheck, STANDARD_INPUT } from './check.ts';
import { readSource, type SourceFlags } from './source.ts';

/** The options of `seaworthy manifests`, as commander gives them. */
export interface ManifestFlags extends SourceFlags {
  readonly output: string;
  readonly check?: string | true;
  readonly image?: string;
  readonly kubernetes?: readonly string[];
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/**
 * Writes or checks manifests. Findings set the exit status; after writing these are what kept overlays name and the base no longer
 * has.
 *
 * @throws ToolkitError
 */
export async function runManifests(folder: string, flags: ManifestFlags): Promise<void> {
  const unknown = (flags.kubernetes ?? []).filter((version) => !kubernetesVersions.includes(version));
  if (unknown.length > 0)
    throw new ToolkitError('SW_COMMAND_USAGE', {
      what: `The schemas of Kubernetes ${unknown.join(', ')} are not known; there are ${kubernetesVersions.join(', ')}`,
    });
  const output = within(folder, flags.output);
  const source = await readSource(folder, flags);
  refuseContradictions(source.contract);
  if (flags.check !== undefined)
    return runCheck(source.contract, checkedPath(folder, flags.check, output), flags);
  // A check, which pipelines wait for, needs none of it.
  const { writeManifests } = await import('./write.ts');
  await writeManifests(source, output, flags);
}

function checkedPath(folder: string, check: string | true, output: string): string {
  if (check === true) return output;
  return check === STANDARD_INPUT ? check : within(folder, check);
}

/** A path relative to the service's folder, as messages name it: relative to where the command runs. */
function within(folder: string, path: string): string {
  return relative('.', resolve(folder, path)) || '.';
}
