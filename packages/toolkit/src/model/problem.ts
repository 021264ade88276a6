import { formatPath, positionOf, type PathStep, type Position } from './position.ts';

/** Something wrong with what was read, or something in it that is not understood. */
export interface Problem {
  /**
   * `syntax`: no YAML. `schema`: not what Kubernetes' API takes. `reference`: it names what is not there.
   * `restriction`: it names a file that kustomize opens only where it is told to load any. `unsupported`: valid, and passed over
   * here.
   */
  readonly kind: 'syntax' | 'schema' | 'reference' | 'restriction' | 'unsupported';
  readonly message: string;
  /** What to do. Default: to correct it. */
  readonly fix?: string | undefined;
  /** The field, such as `spec.replicas`. */
  readonly path?: string | undefined;
  readonly position?: Position | undefined;
}

/** A problem of the value at `path` of `root`. */
export function problemAt(
  kind: Problem['kind'],
  root: object,
  path: readonly PathStep[],
  message: string,
): Problem {
  const place = path.length === 0 ? undefined : formatPath(path);
  return { kind, message, path: place, position: positionOf(root, path) };
}

/** `deploy/base/deployment.yaml:12:5: spec.replicas: expected an integer` */
export function formatProblem({ message, path, position }: Problem): string {
  return [formatPosition(position), path, message].filter((part) => part !== undefined).join(': ');
}

/** Problems as {@link formatProblem} has them, each place once: those with one field and one message stand together. */
export function alikeProblems(problems: readonly Problem[]): string[][] {
  const reasons = Map.groupBy(problems, ({ path, message }) => JSON.stringify([path, message]));
  return [...reasons.values()].map((alike) => Array.from(new Set(alike.map(formatProblem))));
}

/**
 * Of {@link alikeProblems} that stand together the first alone, with the number of the others: a set of manifests has a hundred
 * objects that are passed over for one reason.
 */
export function foldAlike(problems: readonly (readonly string[])[]): string[] {
  return problems.map(([first = '', ...others]) =>
    others.length === 0 ? first : `${first} (and ${others.length} more)`,
  );
}

/** {@link alikeProblems}, folded by {@link foldAlike}. */
export function foldProblems(problems: readonly Problem[]): string[] {
  return foldAlike(alikeProblems(problems));
}

/** `file:line:column`, as editors and terminals follow it. */
export function formatPosition(position: Position | undefined): string | undefined {
  return position && `${position.file}:${position.line}:${position.column}`;
}
