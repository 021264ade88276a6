import { ToolkitError } from '../../../errors.ts';
import {
  formatPosition,
  positionOf,
  referencesOf,
  type PodReference,
  type PodSpec,
} from '../../../model/index.ts';
import type { DataObject } from '../../objects/index.ts';
import { podSpecs } from '../change-pods.ts';
import type { Workload } from '../workload.ts';
import { withDependencies } from './with-dependencies.ts';

/**
 * Refuses a workload whose pods could not start in a cluster either, because a Secret or ConfigMap that they need is not
 * among the manifests, the settings say no value for it, and it is not for the address of a dependency that is there.
 *
 * @throws ToolkitError SW_REFERENCE_MISSING with the place of the reference and how to state the value
 */
export function refuseMissing(workload: Workload): void {
  const { dependencies, contract } = workload;
  const urls = Object.fromEntries(dependencies.map(({ name }) => [name, 'tcp://address:1']));
  const { objects } = withDependencies(workload, urls);
  for (const spec of podSpecs(workload))
    for (const reference of referencesOf(spec))
      if (!reference.optional && isMissing(reference, objects))
        throw missing(reference, spec, dependencyHint(reference, contract));
}

function isMissing({ kind, name, key }: PodReference, objects: readonly DataObject[]): boolean {
  const object = objects.find((it) => it.kind === kind && it.name === name);
  if (object === undefined) return true;
  return key !== undefined && !Object.hasOwn(object.data, key) && !Object.hasOwn(object.binary, key);
}

function missing({ kind, name, key, path }: PodReference, spec: PodSpec, hint: string): ToolkitError {
  const field = kind === 'Secret' ? 'secrets' : 'configMaps';
  return new ToolkitError('SW_REFERENCE_MISSING', {
    what: `The pods need the ${kind} ${name}${key === undefined ? '' : ` with the key ${key}`}, which is not among the manifests`,
    where: formatPosition(positionOf(spec, path)),
    fix: `State it in rehearse.yaml: \`${field}: { ${name}: { ${key ?? 'KEY'}: … } }\`${hint}.`,
  });
}

/** Of variables that hold an address, by the usual ends of their names. */
const ADDRESS = /_(URL|URI|DSN)$/i;

/** How to have it filled in, where it is a dependency's address. */
function dependencyHint({ key }: PodReference, contract: Workload['contract']): string {
  const dependency = contract?.dependencies?.find(({ env }) => env !== undefined && env === key);
  if (dependency !== undefined)
    return `, or where ${dependency.name} is: \`dependencies: { ${dependency.name}: { url: … } }\``;
  return key !== undefined && ADDRESS.test(key)
    ? `, or where the server is, for a pod’s localhost is its own: \`dependencies: { NAME: { env: ${key}, url: … } }\``
    : '';
}
