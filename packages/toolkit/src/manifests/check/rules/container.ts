import { basename } from 'node:path';
import type { Container } from '../../../model/index.ts';
import { finding, type Finding } from '../finding.ts';
import type { Subject } from '../subject.ts';

/** What runs as PID 1, where it may write, and what prepares the schema. */
export function container(subject: Subject): Finding[] {
  return [...command(subject), ...writablePaths(subject), ...migrations(subject)];
}

function command({ contract, container, atContainer }: Subject): Finding[] {
  const given = container.command;
  if (given === undefined || given === null || given.length === 0) return [];
  const run = [...given, ...(container.args ?? [])];
  if (sameCommand(run, contract.command)) return [];
  const place = atContainer('command');
  const [program = ''] = run;
  const wanted = JSON.stringify(contract.command);
  if (/^(sh|bash|ash|dash|npm|npx|yarn|pnpm)$/.test(basename(program)))
    return [
      finding(
        'container/shell-as-pid-1',
        place,
        `${basename(program)} runs as PID 1 and does not pass SIGTERM on: the service is killed after the grace period`,
        `Set command to ${wanted}, or leave it to the image.`,
      ),
    ];
  return [
    finding(
      'container/command',
      place,
      `the command is ${JSON.stringify(run)}, and the contract says ${wanted}`,
      `Set command to ${wanted}, or leave it to the image.`,
    ),
  ];
}

/** The program may be given by its path. */
function sameCommand(run: readonly string[], stated: readonly string[]): boolean {
  const [program = '', ...args] = run;
  const [wanted = '', ...wantedArgs] = stated;
  return basename(program) === basename(wanted) && args.join('\0') === wantedArgs.join('\0');
}

function writablePaths({ contract, container, pod, atContainer }: Subject): Finding[] {
  if (container.securityContext?.readOnlyRootFilesystem !== true) return [];
  const writable = (container.volumeMounts ?? []).filter((mount) => {
    const volume = pod.volumes?.find(({ name }) => name === mount.name);
    return mount.readOnly !== true && volume?.configMap == null && volume?.secret == null;
  });
  return (contract.writablePaths ?? []).flatMap((path) => {
    if (
      writable.some(
        ({ mountPath }) => path === mountPath || path.startsWith(`${mountPath.replace(/\/$/, '')}/`),
      )
    )
      return [];
    const place = atContainer('volumeMounts');
    return [
      finding(
        'container/read-only-path',
        place,
        `the service writes to ${path}, which is read-only here`,
        `Mount a volume at ${path}, such as an emptyDir.`,
      ),
    ];
  });
}

function migrations({ contract, pod, atPod }: Subject): Finding[] {
  const { migrateCommand, command } = contract;
  if (migrateCommand === undefined) return [];
  const suffix = migrateCommand.slice(command.length);
  const migrates = (it: Container) => {
    const run = [...(it.command ?? []), ...(it.args ?? [])];
    return sameCommand(run, migrateCommand) || (it.command == null && run.join('\0') === suffix.join('\0'));
  };
  if ((pod.initContainers ?? []).some(migrates)) return [];
  return [
    finding(
      'container/no-migration',
      atPod('initContainers'),
      `no init container runs ${JSON.stringify(migrateCommand)}: the service would start on the old schema`,
      'Add an init container with this command and the environment of the service.',
    ),
  ];
}
