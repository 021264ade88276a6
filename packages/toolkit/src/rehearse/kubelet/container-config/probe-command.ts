import { expand, type Container } from '../../../model/index.ts';
import { lookup } from './environment.ts';

/**
 * The command of an exec probe: `$(NAME)` stands for the `value` that `env` states, as it is written; a variable with
 * `valueFrom` is an empty text, those of `envFrom` and of Services are not known (pkg/kubelet/container
 * ExpandContainerCommandOnlyStatic). Commands of hooks are not expanded at all.
 */
export function probeCommand(command: readonly string[], { env = [] }: Container): string[] {
  const values = Object.fromEntries(env.map(({ name, value = '' }) => [name, value]));
  return command.map((argument) => expand(argument, (name) => lookup(values, name)));
}
