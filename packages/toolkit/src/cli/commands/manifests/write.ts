import { CommandExitCode } from '@seaworthy/contract';
import { ToolkitError } from '../../../errors.ts';
import { parseReference } from '../../../image/index.ts';
import { imageTag } from '../../../image-tag.ts';
import { applyChanges, findStale, formatChange, planChanges, type Change } from '../../../files/index.ts';
import { generatedPaths, manifestFiles, type ManifestOptions } from '../../../manifests/index.ts';
import { formatFound, type Found } from './found.ts';
import { noLongerBuilt } from './no-longer-built.ts';
import type { ManifestFlags } from './run.ts';

/**
 * Writes the manifests into the folder `output`, and tells what kept overlays name and the base no longer has: such findings set
 * the exit status.
 *
 * @throws ToolkitError
 */
export async function writeManifests(
  source: ManifestOptions,
  output: string,
  flags: ManifestFlags,
): Promise<void> {
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
