import { changeContainers, containersOf, type Container } from '../../../model/index.ts';
import { changePods } from '../change-pods.ts';
import type { RehearsalSettings } from '../settings/index.ts';
import type { Workload } from '../workload.ts';

/**
 * The workload with commands of the manifest left to local programs. The service's own command, where a manifest repeats it:
 * `command: [/web, serve]` becomes `args: [serve]` where the contract's command is `[/web]` and the settings name a program
 * for the container. Any command of a container that a program was asked for by name, which stands for it as a whole: in the
 * workload's pods, and in a Job's where those have no such container, for a Job may run another command of the same image.
 *
 * @param programs names of the containers that a program was asked for
 */
export function withLocalCommands(
  workload: Workload,
  { containers = {} }: RehearsalSettings,
  programs: readonly string[],
): Workload {
  const { contract, template } = workload;
  const ofWorkload = new Set(containersOf(template.spec).map(({ name }) => name));
  return changePods(workload, (spec) => {
    const isAskedFor = ({ name }: Container) =>
      programs.includes(name) && (spec === template.spec || !ofWorkload.has(name));
    const change = (container: Container) => {
      if (containers[container.name] === undefined) return container;
      const own = contract && withoutOwn(container, contract.command);
      return own ?? (isAskedFor(container) ? withoutCommand(container) : container);
    };
    return changeContainers(spec, change);
  });
}

/** Undefined where its command does not begin with the service's own. */
function withoutOwn(container: Container, own: readonly string[]): Container | undefined {
  const { command = [], args = [], ...others } = container;
  if (command.length < own.length || own.some((word, index) => command[index] !== word)) return undefined;
  return { ...others, args: [...command.slice(own.length), ...args] };
}

function withoutCommand(container: Container): Container {
  const { command, ...others } = container;
  return command === undefined ? container : others;
}
