import { ToolkitError } from '../../errors.ts';
import { ofKind, type KubernetesObject, type ObjectOf } from '../../model/index.ts';

/** A controller whose pods can be rehearsed. */
export type Controlling = ObjectOf<'Deployment'> | ObjectOf<'StatefulSet'>;

/**
 * The Deployment or StatefulSet that is rehearsed: the wanted one, else the only one, else the one that bears the contract's
 * name.
 *
 * @param wanted `name` or `kind/name`
 * @throws ToolkitError SW_WORKLOAD_MISSING, SW_WORKLOAD_AMBIGUOUS
 */
export function chooseWorkload(
  objects: readonly KubernetesObject[],
  where: string,
  wanted: string | undefined,
  contractName: string | undefined,
): Controlling {
  const all: Controlling[] = [...ofKind(objects, 'Deployment'), ...ofKind(objects, 'StatefulSet')];
  const candidates = wanted === undefined ? all : all.filter((it) => isCalled(it, wanted));
  const [first] = candidates;
  if (first === undefined)
    throw new ToolkitError('SW_WORKLOAD_MISSING', {
      what: `There is no Deployment or StatefulSet${wanted === undefined ? '' : ` called ${wanted}; there are: ${listOf(all)}`}`,
      where,
    });
  if (candidates.length === 1) return first;
  const own = candidates.filter(({ metadata }) => wanted === undefined && metadata.name === contractName);
  if (own.length === 1 && own[0] !== undefined) return own[0];
  throw new ToolkitError('SW_WORKLOAD_AMBIGUOUS', {
    what: `There are several workloads: ${listOf(candidates)}`,
    where,
  });
}

function isCalled({ kind, metadata }: Controlling, wanted: string): boolean {
  return metadata.name === wanted || `${kind}/${metadata.name}`.toLowerCase() === wanted.toLowerCase();
}

function listOf(workloads: readonly Controlling[]): string {
  return workloads.map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`).join(', ') || 'none';
}
