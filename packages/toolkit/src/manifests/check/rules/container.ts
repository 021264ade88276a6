import { basename, resolve } from 'node:path';
import { isWithin } from '../../../file-system/is-within.ts';
import { ofKind, type Container } from '../../../model/index.ts';
import { finding, type Finding } from '../finding.ts';
import { runsCommand } from '../runs-command.ts';
import { afterInit, isShell, scriptOf } from '../start-words.ts';
import type { Subject } from '../subject.ts';

/** What runs as PID 1, where it may write, and what prepares the schema. */
export function container(subject: Subject): Finding[] {
  return [...command(subject), ...writablePaths(subject), ...migrations(subject)];
}

function command({ contract, container, atContainer }: Subject): Finding[] {
  const given = container.command;
  if (given === undefined || given === null || given.length === 0) return [];
  const whole = [...given, ...(container.args ?? [])];
  const run = afterInit(whole);
  if (run === undefined) return [];
  const place = atContainer('command');
  const program = basename(run[0] ?? '');
  const isWrapped = wrappers.test(program) && program !== basename(contract.command[0]);
  if (!isWrapped && runsCommand(run, contract.command)) return [];
  const wanted = JSON.stringify(contract.command);
  const fix = `Set command to ${wanted}, or leave it to the image.`;
  if (!wrappers.test(program)) {
    const message = `the command is ${JSON.stringify(whole)}, and the contract says ${wanted}`;
    return [finding('container/command', place, message, fix)];
  }
  if (run !== whole || mayReplaceItself(run)) return [];
  const message =
    program === 'sh' && isSimple(scriptOf(run) ?? '')
      ? 'sh runs as PID 1, and where it is dash does not pass SIGTERM on: the service is killed after the grace period'
      : `${program} runs as PID 1 and does not pass SIGTERM on: the service is killed after the grace period`;
  return [finding('container/shell-as-pid-1', place, message, fix)];
}

/** What runs the program as a child. */
const wrappers = /^(sh|bash|ash|dash|npm|npx|yarn|pnpm)$/;
/**
 * Whether a shell may end as the program itself: by `exec`, or as bash and busybox's ash do where there is but one command.
 * What a script in a file does is not known.
 */
function mayReplaceItself(run: readonly string[]): boolean {
  const script = scriptOf(run);
  const program = basename(run[0] ?? '');
  if (!isShell(run)) return false;
  if (script === undefined || /(^|[\s;&|(])exec\s/.test(script)) return true;
  return /^(bash|ash)$/.test(program) && isSimple(script);
}

/** Whether a script is one command, and no list, pipe, group or substitution: `${VAR}` and the kubelet's `$(VAR)` are a value. */
function isSimple(script: string): boolean {
  const text = script.trim().replaceAll(/\$\{\w+\}|\$\(\w+\)/g, '');
  return !/[;&|\n(){}`]/.test(text) && !/^(if|for|while|until|case|time|!)\s/.test(text);
}

/** They are mounted to be read, whatever the mount says (kubernetes.io, "Volumes"). */
const readOnlyVolumes = ['configMap', 'secret', 'projected', 'downwardAPI', 'image'] as const;

function writablePaths({ contract, container, pod, atContainer }: Subject): Finding[] {
  if (container.securityContext?.readOnlyRootFilesystem !== true) return [];
  const writable = (container.volumeMounts ?? []).filter((mount) => {
    const volume = pod.volumes?.find(({ name }) => name === mount.name);
    return mount.readOnly !== true && !readOnlyVolumes.some((kind) => volume?.[kind] != null);
  });
  return (contract.writablePaths ?? []).flatMap((path) => {
    if (writable.some(({ mountPath }) => isWithin(resolve(mountPath), resolve(path)))) return [];
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

function migrations({ contract, pod, container, objects, atPod }: Subject): Finding[] {
  const { migrateCommand, command } = contract;
  if (migrateCommand === undefined) return [];
  const suffix = migrateCommand.slice(command.length);
  const runOf = (it: Container) => afterInit([...(it.command ?? []), ...(it.args ?? [])]) ?? [];
  const isInScript = (run: readonly string[]) => scriptOf(run)?.includes(migrateCommand.join(' ')) === true;
  const mayMigrate = (it: Container) => {
    const run = runOf(it);
    return (
      runsCommand(run, migrateCommand) ||
      (it.command == null && run.join('\0') === suffix.join('\0')) ||
      isInScript(run) ||
      runsNamedScript(run)
    );
  };
  // A Job's order is another tool's, such as Helm's hooks or Argo CD's waves.
  const jobs = ofKind(objects, 'Job').flatMap(({ spec }) => spec?.template?.spec?.containers ?? []);
  if ([...(pod.initContainers ?? []), ...jobs].some(mayMigrate) || isInScript(runOf(container))) return [];
  return [
    finding(
      'container/no-migration',
      atPod('initContainers'),
      `no init container or Job runs ${JSON.stringify(migrateCommand)}: the service would start on the old schema`,
      'Add an init container with this command and the environment of the service.',
    ),
  ];
}

/** Whether it is a script of a package or in a file that is run; what that does is not known. */
function runsNamedScript(run: readonly string[]): boolean {
  const [program = ''] = run;
  const script = scriptOf(run);
  if (script === undefined) return wrappers.test(basename(program)) && run.length > 1;
  return /(^|[\s;&|(])(npm|npx|yarn|pnpm)\s/.test(script);
}
