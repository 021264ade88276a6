import { join } from 'node:path';
import { EnvName } from '@seaworthy/contract';
import { ToolkitError } from '../../../errors.ts';
import { formatPosition, positionOf, type Container } from '../../../model/index.ts';
import type { Project } from '../../../project/index.ts';
import type { LocalCommand, RehearsalSettings } from '../settings/index.ts';
import type { Workload } from '../workload.ts';

/**
 * What each container of the workload and its Jobs runs on this machine: what the settings say; else the service's own
 * program, where the container runs the service's image; else, where the manifest has a `command`, that alone.
 *
 * @param scratch where a program may be built to
 * @throws ToolkitError SW_PROGRAM_MISSING
 */
export function containerCommands(
  { containers: stated = {} }: RehearsalSettings,
  { template, jobs, contract }: Workload,
  project: Project | undefined,
  scratch: string,
): Record<string, LocalCommand> {
  const pods = [template.spec, ...jobs.flatMap(({ spec }) => spec?.template?.spec ?? [])];
  const all = pods.flatMap(({ initContainers = [], containers }) => initContainers.concat(containers));
  const main =
    template.spec.containers.find(({ name }) => name === contract?.name) ?? template.spec.containers[0];
  const own = project && ownCommand(project, scratch);
  const commands: Record<string, LocalCommand> = { ...stated };
  for (const container of all) {
    const { name, command, image } = container;
    if (commands[name] !== undefined) continue;
    if (own !== undefined && image === main?.image) commands[name] = own;
    else if (command !== undefined) commands[name] = { entrypoint: command };
    else throw missing(container);
  }
  return commands;
}

/** How the repository runs its service. */
function ownCommand({ language, entry, root, conditions }: Project, scratch: string): LocalCommand {
  if (language === 'go') {
    const program = join(scratch, 'program');
    return { build: ['go', 'build', '-o', program, entry], entrypoint: [program], workingDir: root };
  }
  const flags = conditions.map((condition) => `--conditions=${condition}`);
  return {
    entrypoint: [process.execPath, ...flags, entry],
    env: { [EnvName.nodeEnv]: 'production' },
    workingDir: root,
  };
}

function missing(container: Container): ToolkitError {
  const { name, image } = container;
  return new ToolkitError('SW_PROGRAM_MISSING', {
    what: `Nothing says what runs on this machine for the container ${name}, whose image is ${image ?? 'not stated'}`,
    where: formatPosition(positionOf(container, ['name'])),
    fix: `Say it in rehearse.yaml: \`containers: { ${name}: { entrypoint: [./program] } }\`.`,
  });
}
