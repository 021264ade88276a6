import type { Container } from '../../../model/index.ts';
import { changePods } from '../change-pods.ts';
import type { RehearsalSettings } from '../settings/index.ts';
import type { Workload } from '../workload.ts';

/**
 * The workload with the service's own command, where a manifest repeats it, left to the local program: `command: [/web,
 * serve]` becomes `args: [serve]` where the contract's command is `[/web]` and the settings name a program for the container.
 */
export function withLocalCommands(workload: Workload, { containers = {} }: RehearsalSettings): Workload {
  const { contract } = workload;
  if (contract === undefined) return workload;
  const change = (container: Container) =>
    containers[container.name] === undefined ? container : withoutCommand(container, contract.command);
  return changePods(workload, (spec) => ({
    ...spec,
    ...(spec.initContainers && { initContainers: spec.initContainers.map(change) }),
    containers: spec.containers.map(change),
  }));
}

function withoutCommand(container: Container, own: readonly string[]): Container {
  const { command = [], args = [], ...others } = container;
  if (command.length < own.length || own.some((word, index) => command[index] !== word)) return container;
  return { ...others, args: [...command.slice(own.length), ...args] };
}
