import { ToolkitError } from '../../errors.ts';
import {
  foldProblems,
  ofKind,
  type KubernetesObject,
  type ObjectOf,
  type Problem,
} from '../../model/index.ts';
import type { ObjectSet } from './source/index.ts';

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
  { objects, where, unsupported }: ObjectSet,
  wanted: string | undefined,
  contractName: string | undefined,
): Controlling {
  const all: Controlling[] = [...ofKind(objects, 'Deployment'), ...ofKind(objects, 'StatefulSet')];
  const candidates = wanted === undefined ? all : all.filter((it) => isCalled(it, wanted));
  const [first] = candidates;
  if (first === undefined)
    throw all.length === 0 ? noneAmong(objects, where, unsupported) : noneCalled(wanted, all, where);
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

function noneCalled(wanted = '', all: readonly Controlling[], where: string): ToolkitError {
  return new ToolkitError('SW_WORKLOAD_MISSING', {
    what: `There is no Deployment or StatefulSet called ${wanted}; there are: ${listOf(all)}`,
    where,
    fix: 'Name one of them with `--workload`.',
  });
}

/** Other controllers (an Argo Rollout, a DaemonSet) may be what was meant, or what was not read, such as a chart, may hold it. */
function noneAmong(
  objects: readonly KubernetesObject[],
  where: string,
  unsupported: readonly Problem[],
): ToolkitError {
  const kinds = [...new Set(objects.map(({ kind }) => kind))].toSorted();
  const others = kinds.length === 0 ? '' : `, but objects of other kinds: ${kinds.join(', ')}`;
  // Kinds that are not read are among those.
  const unread = foldProblems(unsupported.filter(({ path }) => path !== 'kind')).map((it) => `\n  ${it}`);
  const rest = unread.length === 0 ? '' : `. Passed over:${unread.join('')}`;
  return new ToolkitError('SW_WORKLOAD_MISSING', {
    what: `There is no Deployment or StatefulSet${others}${rest}`,
    where,
  });
}

function listOf(workloads: readonly Controlling[]): string {
  return workloads.map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`).join(', ');
}
