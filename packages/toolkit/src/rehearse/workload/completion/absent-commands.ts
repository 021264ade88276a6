import { existsSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { ToolkitError } from '../../../errors.ts';
import { formatPosition, positionOf, type Container, type PodSpec } from '../../../model/index.ts';
import type { RehearsalSettings } from '../settings/index.ts';
import type { Workload } from '../workload.ts';

/** Where tools are, whatever PATH this process has. */
const TOOLS = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Refuses commands of the manifest that are not on this machine: their containers would start and exit until the rehearsal is
 * given up. What a volume or a build may bring, or a variable names, is not looked for.
 *
 * @param programs names of the containers that a program was asked for, which stands for their command
 * @param root of the service, in which relative commands of a service without a contract are run
 * @throws ToolkitError SW_PROGRAM_MISSING
 */
export function refuseAbsentCommands(
  { template, jobs, contract }: Workload,
  { containers = {} }: RehearsalSettings,
  programs: readonly string[],
  root: string | undefined,
): void {
  if (Object.values(containers).some(({ build }) => build !== undefined)) return;
  const isOwn = (command: readonly string[]) => contract?.command.every((word, at) => command[at] === word);
  const own = containersOf(template.spec);
  const names = new Set(own.map(({ name }) => name));
  // A Job keeps its own command for a container of a name that the workload's pods have too.
  const ofJobs = jobs.flatMap(({ spec }) => (spec?.template?.spec ? containersOf(spec.template.spec) : []));
  const asked = new Set(programs);
  const looked = [
    ...own.filter(({ name }) => !asked.has(name)),
    ...ofJobs.filter(({ name }) => !asked.has(name) || names.has(name)),
  ];
  for (const container of looked) {
    const { name, command } = container;
    if (command === undefined || isOwn(command) === true) continue;
    const local = containers[name];
    const folder = container.workingDir ?? local?.workingDir ?? (root === undefined ? '/' : undefined);
    if (mayBeThere(container, folder, local?.env?.['PATH'])) continue;
    throw absent(container);
  }
}

function containersOf({ initContainers = [], containers }: PodSpec): readonly Container[] {
  return [...initContainers, ...containers];
}

/** @param folder undefined: nobody knows */
function mayBeThere(container: Container, folder: string | undefined, ownPath: string | undefined): boolean {
  const { command: [program = ''] = [], env = [], volumeMounts = [] } = container;
  if (program === '' || program.includes('$(')) return true;
  if (!program.includes('/')) {
    if (ownPath !== undefined || env.some(({ name }) => name === 'PATH')) return true;
    const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...TOOLS.split(':')];
    return folders.some((it) => existsSync(resolve(it, program)));
  }
  if (folder === undefined && !program.startsWith('/')) return true;
  const file = resolve(folder ?? '/', program);
  return (
    volumeMounts.some(({ mountPath }) => `${file}/`.startsWith(`${resolve(mountPath)}/`)) || existsSync(file)
  );
}

function absent(container: Container): ToolkitError {
  const { name, command: [program = ''] = [] } = container;
  return new ToolkitError('SW_PROGRAM_MISSING', {
    what: `The manifest has the container ${name} run ${program}, which is not on this machine`,
    where: formatPosition(positionOf(container, ['command'])),
    fix: `Name what runs in its place: \`--program ${name}=./program\`.`,
  });
}
