import {
  formatPath,
  positionOf,
  type KubernetesObject,
  type PathStep,
  type Position,
} from '../../model/index.ts';

/** A contradiction between a manifest and the contract. */
export interface Finding {
  /** `topic/what`, stable: it names the rule in reports. */
  readonly rule: string;
  /** What contradicts what, with the values. */
  readonly message: string;
  /** What to change. */
  readonly fix: string;
  /** Such as `Deployment shop`. */
  readonly object: string;
  /** The field, such as `spec.template.spec.terminationGracePeriodSeconds`. */
  readonly path: string;
  readonly position?: Position | undefined;
}

/** Where a finding is: an object, and the path in it. */
export interface Place {
  readonly object: Pick<KubernetesObject, 'kind' | 'metadata'>;
  readonly path: readonly PathStep[];
}

/** A finding of `rule` at a place. */
export function finding(rule: string, { object, path }: Place, message: string, fix: string): Finding {
  const name = `${object.kind} ${object.metadata.name}`;
  return { rule, message, fix, object: name, path: formatPath(path), position: positionOf(object, path) };
}
