import { relative } from 'node:path';
import { ToolkitError } from '../../../errors.ts';
import { containersOf, formatPosition, positionOf, type Container } from '../../../model/index.ts';
import { podSpecs } from '../change-pods.ts';
import { ownContainer } from '../facts/index.ts';
import type { LocalCommand, RehearsalSettings } from '../settings/index.ts';
import type { Workload } from '../workload.ts';
import { serviceAbove } from './service-above.ts';

/** A service whose program can be run on this machine. */
export interface OwnService {
  /** Its folder. */
  readonly root: string;
  /** How its program is run; asked for where some container runs it. */
  readonly program: () => Promise<LocalCommand>;
}

/**
 * What each container of the workload and its Jobs runs on this machine: what the settings say; else the service's own
 * program, where the container runs the service's image; else, where the manifest has a `command`, that alone. Of a service
 * without a contract nobody knows what its image holds: where the manifest has a `command` for that, it is run in the
 * service's folder.
 *
 * @param manifests the only thing that was named to be rehearsed: a service above them is named in what is refused
 * @throws ToolkitError SW_PROGRAM_MISSING, and what the program of `own` throws
 */
export async function containerCommands(
  { containers: stated = {} }: RehearsalSettings,
  workload: Workload,
  own: OwnService | undefined,
  manifests: string | undefined,
): Promise<Record<string, LocalCommand>> {
  const { contract } = workload;
  const main = ownContainer(workload);
  const commands: Record<string, LocalCommand> = { ...stated };
  let program: LocalCommand | undefined;
  for (const container of podSpecs(workload).flatMap(containersOf)) {
    const { name, command, image } = container;
    if (commands[name] !== undefined) continue;
    const isOwn = own !== undefined && image === main?.image;
    if (command !== undefined && (!isOwn || contract === undefined))
      commands[name] = { entrypoint: command, ...(isOwn && { workingDir: own.root }) };
    else if (isOwn) commands[name] = program ??= await own.program();
    else throw missing(container, own === undefined ? serviceHint(manifests) : '');
  }
  return commands;
}

function missing(container: Container, hint: string): ToolkitError {
  const { name, image } = container;
  return new ToolkitError('SW_PROGRAM_MISSING', {
    what: `Nothing says what runs on this machine for the container ${name}, whose image is ${image ?? 'not stated'}`,
    where: formatPosition(positionOf(container, ['name'])),
    fix: `Say it in rehearse.yaml: \`containers: { ${name}: { entrypoint: [./program] } }\`, or by \`--program ${name}=./program\`.${hint}`,
  });
}

/** Names the service whose folder the manifests lie in, which would be built and run had it been named in their place. */
function serviceHint(manifests: string | undefined): string {
  const folder = manifests === undefined ? undefined : serviceAbove(manifests);
  if (folder === undefined) return '';
  const shown = relative('', folder) || '.';
  return ` If the image is that of the service in \`${shown}\`, name both: \`seaworthy rehearse ${shown} --manifests ${manifests}\` builds and runs it.`;
}
