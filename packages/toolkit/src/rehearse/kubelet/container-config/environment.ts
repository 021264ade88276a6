import { expand, type Container } from '../../../model/index.ts';
import type { DataObject, ObjectStore } from '../../objects/index.ts';
import { fieldValue, resourceValue } from '../downward-api/index.ts';
import type { PodFacts, Surroundings } from '../facts.ts';
import { ConfigError } from './refusal.ts';
import { serviceVariables } from './service-variables.ts';

type EnvVar = NonNullable<Container['env']>[number];
type EnvFrom = NonNullable<Container['envFrom']>[number];

/**
 * A container's variables (pkg/kubelet makeEnvironmentVariables): `envFrom` in order, over it `env` in order, and below
 * both those of Services. `$(NAME)` is replaced in a `value` by what stands before it, never by what the image sets.
 *
 * @throws ConfigError for what is referred to, not optional and not there
 */
export function environment(
  container: Container,
  pod: PodFacts,
  surroundings: Surroundings,
): Record<string, string> {
  const fromServices = serviceVariables(surroundings.services, pod);
  const own: Record<string, string> = Object.assign(
    {},
    ...(container.envFrom ?? []).map((source) => variablesFrom(source, surroundings.objects)),
  );
  for (const variable of container.env ?? []) {
    const value = variable.value
      ? expand(variable.value, (name) => lookup(own, name) ?? lookup(fromServices, name))
      : referredValue(variable, container, pod, surroundings);
    if (value !== undefined) own[variable.name] = value;
  }
  return { ...fromServices, ...own };
}

/** An own property of a record, so that `constructor` is no variable. */
export function lookup(record: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function variablesFrom(
  { prefix = '', configMapRef, secretRef }: EnvFrom,
  objects: ObjectStore,
): Record<string, string> {
  const kind = configMapRef ? 'ConfigMap' : 'Secret';
  const { name = '', optional = false } = configMapRef ?? secretRef ?? { optional: true };
  const found = objects.get(kind, name);
  if (found === undefined && !optional) throw notFound(kind, name);
  return Object.fromEntries(texts(found).map(([key, value]) => [prefix + key, value]));
}

/** Undefined: it is optional and not there, and the variable is not set. */
function referredValue(
  { name, valueFrom }: EnvVar,
  container: Container,
  pod: PodFacts,
  { node, objects }: Surroundings,
): string | undefined {
  const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef, fileKeyRef } = valueFrom ?? {};
  if (configMapKeyRef) return keyOf('ConfigMap', configMapKeyRef, objects);
  if (secretKeyRef) return keyOf('Secret', secretKeyRef, objects);
  if (fieldRef) {
    const value = fieldValue(fieldRef, pod, node);
    // Whole maps are for files only (pkg/apis/core/validation validEnvDownwardAPIFieldPathExpressions).
    if (value !== undefined && !/^metadata\.(labels|annotations)$/.test(fieldRef.fieldPath)) return value;
    throw new ConfigError(`${name}: a variable cannot have the field ${fieldRef.fieldPath}`);
  }
  if (resourceFieldRef) {
    const value = resourceValue(resourceFieldRef, container, pod, node);
    if (value !== undefined) return value;
    const { resource, containerName = container.name } = resourceFieldRef;
    throw new ConfigError(`${name}: no resource ${resource} of a container ${containerName}`);
  }
  if (fileKeyRef) throw new ConfigError(`${name}: fileKeyRef is not emulated`);
  return '';
}

function keyOf(
  kind: DataObject['kind'],
  { name = '', key, optional = false }: { name?: string; key: string; optional?: boolean },
  objects: ObjectStore,
): string | undefined {
  const found = objects.get(kind, name);
  if (found === undefined && !optional) throw notFound(kind, name);
  const value = new Map(texts(found)).get(key);
  if (value === undefined && !optional) throw new ConfigError(`${kind} ${name} has no key ${key}`);
  return value;
}

/** A ConfigMap's `binaryData` is for files only; a Secret's values are all bytes. */
function texts(object: DataObject | undefined): (readonly [string, string])[] {
  if (object === undefined) return [];
  const binary = object.kind === 'Secret' ? Object.entries(object.binary) : [];
  return [
    ...Object.entries(object.data),
    ...binary.map(([key, bytes]) => [key, Buffer.from(bytes).toString()] as const),
  ];
}

function notFound(kind: DataObject['kind'], name: string): ConfigError {
  return new ConfigError(`${kind} ${name} not found`);
}
