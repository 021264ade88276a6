import type { Container } from '../../model/index.ts';

/**
 * Whether a container refers to a variable of its own: by `$(NAME)` in another variable, in its command or in a mount's
 * `subPathExpr`, which the kubelet fills in, or as `$NAME` and `${NAME}` where it runs a shell. The program need not read it then.
 */
export function isReferredTo(name: string, container: Container): boolean {
  const { command, args, lifecycle, startupProbe, livenessProbe, readinessProbe, volumeMounts } = container;
  const values = container.env?.map(({ value }) => value);
  const parts = [
    values,
    command,
    args,
    lifecycle,
    startupProbe,
    livenessProbe,
    readinessProbe,
    volumeMounts?.map(({ subPathExpr }) => subPathExpr),
  ];
  const text = JSON.stringify(parts);
  // `$$` stands for a `$` of its own.
  return [...text.matchAll(/(?<!\$)(?:\$\$)*\$(?:\(([^)]*)\)|\{?(\w+))/g)].some(
    ([, filledIn, byShell]) => filledIn === name || byShell === name,
  );
}
