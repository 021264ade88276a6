import {
  expand,
  ofKind,
  parseQuantity,
  type Container,
  type KubernetesObject,
  type PathStep,
} from '../../model/index.ts';
import type { Place } from './finding.ts';

/** One variable of a container's environment. */
export interface Variable {
  readonly name: string;
  /**
   * Undefined where it, or a variable that it refers to, comes from a Secret, the pod itself other than its resources, or an
   * object that is not among the manifests.
   */
  readonly value: string | undefined;
  readonly source: 'value' | 'configMap' | 'secret' | 'pod';
  readonly place: Place;
}

/** A container's environment as the kubelet would build it. */
export interface Variables {
  readonly byName: ReadonlyMap<string, Variable>;
  /** Those that another one overrides, too. */
  readonly all: readonly Variable[];
  /** False where more may be set: by a whole ConfigMap or Secret that is not among the manifests, or by the start itself. */
  readonly complete: boolean;
}

/** Reads the environment of a container: envFrom in order, then env, which overrides (`makeEnvironmentVariables`). */
export function readVariables(
  workload: Pick<KubernetesObject, 'kind' | 'metadata'>,
  container: Container,
  containerPath: readonly PathStep[],
  objects: readonly KubernetesObject[],
): Variables {
  const all: Variable[] = [];
  let complete = true;
  const configMap = (name: string | undefined) =>
    ofKind(objects, 'ConfigMap').find(({ metadata }) => metadata.name === name);
  for (const { configMapRef, secretRef, prefix = '' } of container.envFrom ?? []) {
    const source = configMapRef && configMap(configMapRef.name);
    if (secretRef !== undefined || source === undefined) complete = false;
    if (source === undefined) continue;
    for (const [key, value] of Object.entries(source.data ?? {})) {
      const name = `${prefix}${key}`;
      all.push({ name, value, source: 'configMap', place: { object: source, path: ['data', key] } });
    }
  }
  for (const [index, { name, value, valueFrom }] of (container.env ?? []).entries()) {
    const place = { object: workload, path: [...containerPath, 'env', index] };
    const key = valueFrom?.configMapKeyRef;
    if (valueFrom == null) all.push({ name, value: expanded(value ?? '', all), source: 'value', place });
    else if (key != null)
      all.push({ name, value: configMap(key.name)?.data?.[key.key], source: 'configMap', place });
    else
      all.push({
        name,
        value: ofResources(valueFrom.resourceFieldRef, container),
        source: valueFrom.secretKeyRef == null ? 'pod' : 'secret',
        place,
      });
  }
  return { byName: new Map(all.map((variable) => [variable.name, variable])), all, complete };
}

type ResourceField = NonNullable<
  NonNullable<NonNullable<Container['env']>[number]['valueFrom']>['resourceFieldRef']
>;

/** What the kubelet makes of a limit or request (pkg/api/v1/resource/helpers.go); undefined where the node decides. */
function ofResources(field: ResourceField | undefined, { name, resources }: Container): string | undefined {
  if (field === undefined || (field.containerName ?? name) !== name) return undefined;
  const [kind, resource = ''] = field.resource.split('.');
  const amount = parseQuantity((kind === 'limits' ? resources?.limits : resources?.requests)?.[resource]);
  // A divisor of 0 stands for none.
  const divisor = parseQuantity(field.divisor) || 1;
  return amount === undefined ? undefined : String(Math.ceil(amount / divisor));
}

/** A value with what it refers to by `$(NAME)`; undefined where that cannot be told, as of what a Service sets. */
function expanded(text: string, before: readonly Variable[]): string | undefined {
  let known = true;
  const value = expand(text, (name) => {
    const found = before.findLast((variable) => variable.name === name)?.value;
    if (found === undefined) known = false;
    return found;
  });
  return known ? value : undefined;
}
