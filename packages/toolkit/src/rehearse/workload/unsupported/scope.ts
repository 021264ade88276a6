import { isDeepStrictEqual } from 'node:util';
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

  /** Tells, in one line, which of these fields are set here, to something else than what holds without them. */
  fields(value: object | null | undefined, names: readonly string[], message: string): void {
    const set = names.filter((name) =>
      isSet(name, (value as Record<string, unknown> | null | undefined)?.[name]),
    );
    const [first, ...others] = set;
    if (first === undefined) return;
    if (others.length === 0) return this.at(first).tell(message);
    const { position } = problemAt('unsupported', this.#root, [...this.#path, first], message);
    const whole = problemAt('unsupported', this.#root, this.#path, `${set.join(', ')}: ${message}`);
    this.#found.push({ ...whole, position: position ?? whole.position });
  }
}

/**
 * What holds where a field is absent. The API writes most of them into what it stores, so that `kubectl get -o yaml` shows them
 * (Kubernetes' pkg/apis/{core,apps}/v1/defaults.go).
 */
const defaults: Readonly<Record<string, unknown>> = {
  mountPropagation: 'None',
  persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
  preemptionPolicy: 'PreemptLowerPriority',
  recursiveReadOnly: 'Disabled',
  schedulerName: 'default-scheduler',
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
};

function isSet(name: string, value: unknown): boolean {
  if (isDeepStrictEqual(value, defaults[name])) return false;
  if (value === undefined || value === null || value === false) return false;
  return !Array.isArray(value) || value.length > 0;
}
