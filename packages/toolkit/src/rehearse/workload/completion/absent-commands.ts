import { existsSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { ToolkitError } from '../../../errors.ts';
import { isWithin } from '../../../file-system/is-within.ts';
import { containersOf, formatPosition, positionOf, type Container } from '../../../model/index.ts';
import type { RehearsalSettings } from '../settings/index.ts';
import type { Workload } from '../workload.ts';
import { folderOf } from './local-folders.ts';

/** Where tools are, whatever PATH this process has. */
const TOOLS = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Refuses commands of the manifest, and programs in the place of images, that are not on this machine: their containers would start
 * and exit until the rehearsal is given up. What a volume or a build may bring, or a variable names, is not looked for.
 *
 * @param programs names of the containers that a program was asked for, which stands for their command
 * @param root of the service, in which relative commands of a service without a contract are run
 * @param folder where a program without a `workingDir` works
 * @throws ToolkitError SW_PROGRAM_MISSING
 */
export function refuseAbsentCommands(
  { template, jobs, contract }: Workload,
  { containers = {} }: RehearsalSettings,
  programs: readonly string[],
  root: string | undefined,
  folder: string,
): void {
  if (Object.values(containers).some(({ build }) => build !== undefined)) return;
  const own = containersOf(template.spec);
  const names = new Set(own.map(({ name }) => name));
  // A Job keeps its own command for a container of a name that the workload's pods have too.
  const ofJobs = jobs.flatMap(({ spec }) => (spec?.template?.spec ? containersOf(spec.template.spec) : []));
  const kept = new Set(ofJobs.filter(({ name }) => names.has(name)));
  for (const container of [...own, ...ofJobs]) {
    const { name, command } = container;
    const local = containers[name];
    const isAsked = programs.includes(name) && !kept.has(container);
    const isOwn = command !== undefined && contract?.command.every((word, at) => command[at] === word);
    const isReplaced = isAsked || command === undefined || isOwn === true;
    const words = isReplaced ? local?.entrypoint : command;
    if (words === undefined) continue;
    const at = folderOf(container) ?? local?.workingDir ?? (root === undefined ? folder : undefined);
    if (mayBeThere(container, words, at, local?.env?.['PATH'])) continue;
    throw isReplaced ? absentProgram(name, words, isAsked) : absent(container);
  }
}

/** @param folder undefined: nobody knows */
function mayBeThere(
  { env = [], volumeMounts = [] }: Container,
  [program = '']: readonly string[],
  folder: string | undefined,
  ownPath: string | undefined,
): boolean {
  if (program === '' || program.includes('$(')) return true;
  if (!program.includes('/')) {
    if (ownPath !== undefined || env.some(({ name }) => name === 'PATH')) return true;
    const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...TOOLS.split(':')];
    return folders.some((it) => existsSync(resolve(it, program)));
  }
  if (folder === undefined && !program.startsWith('/')) return true;
  const file = resolve(folder ?? '/', program);
  return volumeMounts.some(({ mountPath }) => isWithin(resolve(mountPath), file)) || existsSync(file);
}

function absent(container: Container): ToolkitError {
  const { name, command: [program = ''] = [] } = container;
  return new ToolkitError('SW_PROGRAM_MISSING', {
    what: `The manifest has the container ${name} run ${program}, which is not on this machine`,
    where: formatPosition(positionOf(container, ['command'])),
    fix: `Name what runs in its place: \`--program ${name}=./program\`.`,
  });
}

function absentProgram(name: string, [program = '']: readonly string[], isAsked: boolean): ToolkitError {
  return new ToolkitError('SW_PROGRAM_MISSING', {
    what: `The container ${name} is to run ${program}, which is not on this machine`,
    where: isAsked ? '--program' : `containers.${name}.entrypoint`,
    fix: program.includes('/')
      ? 'Build or install it first, or name another one.'
      : 'Put its folder on the PATH, as by activating a virtual environment, or name it by its path.',
  });
}
