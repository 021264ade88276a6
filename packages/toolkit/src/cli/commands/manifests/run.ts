import { relative, resolve } from 'node:path';
import { CommandExitCode } from '@seaworthy/contract';
import { ToolkitError } from '../../../errors.ts';
import { parseReference } from '../../../image/index.ts';
import { imageTag } from '../../../image-tag.ts';
import { applyChanges, findStale, formatChange, planChanges, type Change } from '../../../files/index.ts';
import { kubernetesVersions } from '../../../model/index.ts';
import { generatedPaths, manifestFiles, refuseContradictions } from '../../../manifests/index.ts';
import { runCheck, STANDARD_INPUT } from './check.ts';
import { formatFound, type Found } from './found.ts';
import { noLongerBuilt } from './no-longer-built.ts';
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
  // What would stand in the manifests: a name with a tag of its own, as of `seaworthy image -t`, is none with another one.
  if (flags.image !== undefined)
    parseReference(
      `${flags.image}:${imageTag(source.contract.version)}`,
      'Give --image the name alone, without tag and digest, such as registry.example/team/shop.',
    );
  const files = manifestFiles({ ...source, image: flags.image });
  const stale = await findStale(output, files, generatedPaths);
  const changes = [...(await planChanges(output, files)), ...stale];
  const wanted = changes.filter((change) => !isKept(change));
  refuseForeign(wanted, flags);
  if (!flags.dryRun) await applyChanges(output, wanted);
  const broken = flags.dryRun ? [] : await noLongerBuilt(output);
  if (broken.length > 0) process.exitCode = CommandExitCode.findings;
  report(output, changes, broken, flags);
}

/** Whether the file stays as the user has it. */
function isKept({ kind, owner }: Change): boolean {
  return kind === 'differs' && owner === 'yours';
}

function checkedPath(folder: string, check: string | true, output: string): string {
  if (check === true) return output;
  return check === STANDARD_INPUT ? check : within(folder, check);
}

/** A path relative to the service's folder, as messages name it: relative to where the command runs. */
function within(folder: string, path: string): string {
  return relative('.', resolve(folder, path)) || '.';
}

function refuseForeign(changes: readonly Change[], { force, dryRun }: ManifestFlags): void {
  const foreign = changes.filter(({ kind }) => kind === 'differs');
  if (foreign.length === 0 || force || dryRun) return;
  for (const change of foreign) console.error(formatChange(change));
  throw new ToolkitError('SW_FILE_EXISTS', {
    what: `${foreign.map(({ path }) => path).join(', ')} was not generated`,
  });
}

function report(
  output: string,
  changes: readonly Change[],
  broken: readonly Found[],
  { json, dryRun }: ManifestFlags,
): void {
  const done = {
    create: 'written',
    update: 'updated',
    same: 'unchanged',
    differs: 'overwritten',
    remove: 'removed',
  } as const;
  const rows = changes.map((change) => {
    return { path: `${output}/${change.path}`, change: isKept(change) ? 'kept (yours)' : done[change.kind] };
  });
  if (json) console.log(JSON.stringify({ files: rows, findings: broken }));
  else if (dryRun)
    for (const change of changes.filter((it) => it.kind !== 'same' && !isKept(it)))
      console.log(formatChange(change));
  else {
    for (const { path, change } of rows) console.log(`${change.padEnd(13)} ${path}`);
    for (const line of formatFound(broken)) console.log(`\n${line.trimEnd()}`);
  }
}
