import { isDeepStrictEqual } from 'node:util';
import { containersOf, type Container, type PodSpec } from '../../../model/index.ts';
import type { DataObject } from '../../objects/index.ts';
import { changePods } from '../change-pods.ts';
import type { WorkloadDependency } from '../dependency.ts';
import type { Workload } from '../workload.ts';
import { fileSource } from './file-source.ts';

/**
 * The workload with the addresses of its dependencies where the program looks for them: in the place that the manifests
 * give the variable (a value, a key of a ConfigMap or Secret, a mounted file that `<NAME>_FILE` names), which is made where
 * it is missing; where they give it none, as a variable of every container.
 *
 * @param urls by the dependency's name; those without one are left as they are
 */
export function withDependencies(workload: Workload, urls: Readonly<Record<string, string>>): Workload {
  const objects = new Data(workload.objects);
  const variables = workload.dependencies.flatMap((dependency) => addressVariables(dependency, urls));
  const changed = changePods(workload, (spec) => withVariables(spec, variables, objects));
  return { ...changed, objects: objects.all };
}

type Variable = readonly [name: string, value: string];

function addressVariables(
  { name, variables }: WorkloadDependency,
  urls: Readonly<Record<string, string>>,
): Variable[] {
  const url = urls[name];
  if (url === undefined) return [];
  const { hostname: host, port } = new URL(url);
  const parts: Readonly<Record<string, string>> = { url, host, port };
  return Object.entries(variables).map(([variable, form]) => [
    variable,
    form.replaceAll(/\{(url|host|port)\}/g, (_, part: string) => parts[part] ?? ''),
  ]);
}

function withVariables(original: PodSpec, variables: readonly Variable[], objects: Data): PodSpec {
  const spec = structuredClone(original);
  const containers = containersOf(spec);
  for (const variable of variables) {
    const placed = containers.map((container) => place(variable, container, spec, objects));
    if (placed.some(Boolean)) continue;
    const [name, value] = variable;
    for (const container of containers) container.env = [...(container.env ?? []), { name, value }];
  }
  // What is unchanged keeps its positions, and is the same template to a Deployment.
  return isDeepStrictEqual(spec, original) ? original : spec;
}

/** Sets a variable where a container takes it from; false where it takes it from nowhere. */
function place([name, value]: Variable, container: Container, spec: PodSpec, objects: Data): boolean {
  const own = container.env?.findLast((it) => it.name === name);
  if (own !== undefined) {
    const { configMapKeyRef, secretKeyRef } = own.valueFrom ?? {};
    if (configMapKeyRef?.name) objects.set('ConfigMap', configMapKeyRef.name, configMapKeyRef.key, value);
    else if (secretKeyRef?.name) objects.set('Secret', secretKeyRef.name, secretKeyRef.key, value);
    else {
      own.value = value;
      delete own.valueFrom;
    }
    return true;
  }
  const file = container.env?.find((it) => it.name === `${name}_FILE`)?.value;
  const source = file === undefined ? undefined : fileSource(file, container, spec);
  if (source !== undefined) {
    objects.set(source.kind, source.name, source.key, value);
    return true;
  }
  return placeInWhole([name, value], container, objects);
}

/** Of the objects taken in as a whole the last one that has it; a Secret that nobody holds is made with it. */
function placeInWhole([name, value]: Variable, { envFrom = [] }: Container, objects: Data): boolean {
  const sources = envFrom.flatMap(({ configMapRef, secretRef, prefix = '' }) => {
    const kind = configMapRef ? ('ConfigMap' as const) : ('Secret' as const);
    const object = (configMapRef ?? secretRef)?.name;
    if (object === undefined || !name.startsWith(prefix)) return [];
    return [{ kind, object, key: name.slice(prefix.length) }];
  });
  const source =
    sources.findLast(({ kind, object, key }) => objects.has(kind, object, key)) ??
    sources.findLast(({ kind, object }) => kind === 'Secret' && !objects.has(kind, object));
  if (source === undefined) return false;
  objects.set(source.kind, source.object, source.key, value);
  return true;
}

/** ConfigMaps and Secrets that are being changed. */
class Data {
  readonly #objects = new Map<string, DataObject>();

  constructor(objects: readonly DataObject[]) {
    for (const object of objects) this.#objects.set(`${object.kind}/${object.name}`, object);
  }

  get all(): DataObject[] {
    return [...this.#objects.values()];
  }

  has(kind: DataObject['kind'], name: string, key?: string): boolean {
    const object = this.#objects.get(`${kind}/${name}`);
    return object !== undefined && (key === undefined || Object.hasOwn(object.data, key));
  }

  set(kind: DataObject['kind'], name: string, key: string, value: string): void {
    const { data = {}, binary = {} } = this.#objects.get(`${kind}/${name}`) ?? {};
    this.#objects.set(`${kind}/${name}`, { kind, name, data: { ...data, [key]: value }, binary });
  }
}
