import { containersOf, parseQuantity, type Container } from '../../../model/index.ts';
import type { NodeFacts, PodFacts } from '../facts.ts';
import { roundUp } from '../round-up.ts';

type ValueFrom = NonNullable<NonNullable<Container['env']>[number]['valueFrom']>;

/** `resourceFieldRef` of a variable or of a file. */
export type ResourceFieldRef = NonNullable<ValueFrom['resourceFieldRef']>;

/**
 * A container's request or limit, divided and rounded up (pkg/api/v1/resource ExtractContainerResourceValue). CPU is
 * counted in thousandths of a core: 250m by the divisor 1 is `1`. A limit that is not set is the pod's, else what the
 * node has; a request is its limit, else 0. Undefined: there is no such container or resource.
 *
 * @param container the one that asks; `containerName` may name another
 */
export function resourceValue(
  { resource, containerName, divisor = '1' }: ResourceFieldRef,
  container: Container | undefined,
  pod: PodFacts,
  node: NodeFacts,
): string | undefined {
  const asked =
    containerName === undefined || containerName === ''
      ? container
      : containersOf(pod.spec).find(({ name }) => name === containerName);
  const [kind = '', name = ''] = resource.split(/\.(.*)/s);
  if (asked === undefined || !(kind === 'limits' || kind === 'requests') || !isKnown(name)) return undefined;
  const stated = statedAmount(asked, pod, kind, name);
  const amount = stated ?? (kind === 'limits' ? nodeAmount(node, name) : 0);
  const scale = name === 'cpu' ? 1000 : 1;
  const by = roundUp(parseQuantity(divisor) || 1, scale);
  return String(Math.ceil(roundUp(amount, scale) / by));
}

/** 0 counts as not set (pkg/api/v1/resource MergeContainerResourceLimits). */
function statedAmount(
  { resources = {} }: Container,
  { spec }: PodFacts,
  kind: 'limits' | 'requests',
  name: string,
): number | undefined {
  const own = parseQuantity(resources[kind]?.[name]) ?? parseQuantity(resources.limits?.[name]);
  if (kind === 'requests') return own;
  return own || parseQuantity(spec.resources?.limits?.[name]);
}

function nodeAmount(node: NodeFacts, name: string): number {
  if (name === 'cpu') return node.cpuMilli / 1000;
  if (name === 'ephemeral-storage') return node.storageBytes;
  return name === 'memory' ? node.memoryBytes : 0;
}

function isKnown(name: string): boolean {
  return ['cpu', 'memory', 'ephemeral-storage'].includes(name) || name.startsWith('hugepages-');
}
