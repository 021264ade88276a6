import { containersOf, parseQuantity, type Container } from '../../../model/index.ts';
import type { NodeFacts, PodFacts } from '../facts.ts';
import { roundUp } from '../round-up.ts';

type ValueFrom = NonNullable<NonNullable<Container['env']>[number]['valueFrom']>;

/** `resourceFieldRef` of a variable or of a file. */
export type ResourceFieldRef = NonNullable<ValueFrom['resourceFieldRef']>;

/**
 * A container's request or limit, divided and rounded up (pkg/api/v1/resource ExtractContainerResourceValue). CPU is
 * counted in thousandths of a core: 250m by the divisor 1 is `1`. A request is its limit, else 0. A limit that is not set is, in a
 * variable, the pod's, else what the node has, but 0 where `containerName` is an init container or a sidecar, itself too
 * (kubelet_resources.go defaultPodLimitsForDownwardAPI); in a file it is what the node has. Undefined: there is no such container or
 * resource.
 *
 * @param container the one whose variable it is; `containerName` may name another. Undefined: it is a file
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
  const amount =
    kind === 'requests'
      ? (stated(asked.resources, kind, name) ?? stated(asked.resources, 'limits', name) ?? 0)
      : stated(asked.resources, kind, name) || defaultLimit();
  const scale = name === 'cpu' ? 1000 : 1;
  const by = roundUp(parseQuantity(divisor) || 1, scale);
  return String(Math.ceil(roundUp(amount, scale) / by));

  function defaultLimit(): number {
    if (container === undefined) return nodeAmount(node, name);
    if (containerName && !pod.spec.containers.some((main) => main.name === containerName)) return 0;
    return stated(pod.spec.resources, 'limits', name) || nodeAmount(node, name);
  }
}

function stated(
  resources: Container['resources'],
  kind: 'limits' | 'requests',
  name: string,
): number | undefined {
  return parseQuantity(resources?.[kind]?.[name]);
}

function nodeAmount(node: NodeFacts, name: string): number {
  if (name === 'cpu') return node.cpuMilli / 1000;
  if (name === 'ephemeral-storage') return node.storageBytes;
  return name === 'memory' ? node.memoryBytes : 0;
}

function isKnown(name: string): boolean {
  return ['cpu', 'memory', 'ephemeral-storage'].includes(name) || name.startsWith('hugepages-');
}
