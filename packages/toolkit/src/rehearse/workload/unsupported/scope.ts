import { problemAt, type PathStep, type Problem } from '../../../model/index.ts';

/** Collects what is passed over in one object, a line for each reason. */
export class Scope {
  readonly #root: object;
  readonly #found: Problem[];
  readonly #path: readonly PathStep[];

  constructor(root: object, found: Problem[], path: readonly PathStep[] = []) {
    this.#root = root;
    this.#found = found;
    this.#path = path;
  }

  /** The part under `path`. */
  at(...path: readonly PathStep[]): Scope {
    return new Scope(this.#root, this.#found, [...this.#path, ...path]);
  }

  /** Tells of something here. */
  tell(message: string): void {
    this.#found.push(problemAt('unsupported', this.#root, this.#path, message));
  }

  /** Tells, in one line, which of these fields are set here. */
  fields(value: object | null | undefined, names: readonly string[], message: string): void {
    const set = names.filter((name) => isSet((value as Record<string, unknown> | null | undefined)?.[name]));
    const [first, ...others] = set;
    if (first === undefined) return;
    if (others.length === 0) return this.at(first).tell(message);
    const { position } = problemAt('unsupported', this.#root, [...this.#path, first], message);
    const whole = problemAt('unsupported', this.#root, this.#path, `${set.join(', ')}: ${message}`);
    this.#found.push({ ...whole, position: position ?? whole.position });
  }
}

function isSet(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false;
  return !Array.isArray(value) || value.length > 0;
}
