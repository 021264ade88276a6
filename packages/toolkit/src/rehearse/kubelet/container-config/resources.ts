import { parseQuantity, type Container, type PodSpec } from '../../../model/index.ts';
import type { ContainerConfig, PodResources } from '../../engines/index.ts';
import type { NodeFacts, PodFacts } from '../facts.ts';
import { roundUp } from '../round-up.ts';

/**
 * What of the node a container gets (pkg/kubelet/cm MilliCPUToShares, kuberuntime calculateLinuxResources): its limits,
 * its share of the CPU from its request, and how soon the kernel picks it when memory runs out.
 */
export function resourcesOf(
  container: Container,
  { spec }: PodFacts,
  node: NodeFacts,
): ContainerConfig['resources'] {
  const { limits, requests } = amountsOf(container);
  return {
    memoryBytes: limits.memory || undefined,
    cpuMilli: limits.cpuMilli || undefined,
    cpuShares: cpuShares(requests.cpuMilli ?? 0),
    oomScoreAdj: oomScoreAdj(container, spec, node),
  };
}

/**
 * What the pod gets as a whole (pkg/kubelet/cm ResourceConfigForPod): the sum of its containers' requests of CPU, and that of
 * their limits of memory where all of them state one.
 */
export function podResources(spec: PodSpec): PodResources {
  const all = [...spec.containers, ...(spec.initContainers ?? [])];
  const isLimited = all.length > 0 && all.every((container) => amountsOf(container).limits.memory);
  return {
    memoryBytes: isLimited ? atOnce(spec, (it) => amountsOf(it).limits.memory ?? 0) : undefined,
    cpuShares: cpuShares(atOnce(spec, (it) => amountsOf(it).requests.cpuMilli ?? 0)),
  };
}

/** The most of it at one time: each init container runs beside the sidecars before it, main ones beside all (component-helpers resource PodRequests). */
function atOnce({ containers, initContainers = [] }: PodSpec, amountOf: (of: Container) => number): number {
  let sidecars = 0;
  let most = 0;
  for (const container of initContainers) {
    most = Math.max(most, sidecars + amountOf(container));
    if (container.restartPolicy === 'Always') sidecars += amountOf(container);
  }
  return Math.max(
    most,
    containers.reduce((sum, container) => sum + amountOf(container), sidecars),
  );
}

interface Amounts {
  readonly cpuMilli: number | undefined;
  /** Bytes, whole ones: no cgroup takes others. */
  readonly memory: number | undefined;
}

/** Requests default to limits (pkg/apis/core/v1/defaults.go SetDefaults_Pod). */
function amountsOf({ resources = {} }: Container): { readonly limits: Amounts; readonly requests: Amounts } {
  const amount = (kind: 'limits' | 'requests', name: string, scale: number) => {
    const stated = parseQuantity(resources[kind]?.[name]);
    return stated === undefined ? undefined : roundUp(stated, scale);
  };
  const limits = { cpuMilli: amount('limits', 'cpu', 1000), memory: amount('limits', 'memory', 1) };
  return {
    limits,
    requests: {
      cpuMilli: amount('requests', 'cpu', 1000) ?? limits.cpuMilli,
      memory: amount('requests', 'memory', 1) ?? limits.memory,
    },
  };
}

/** At least 2, at most 262144 (pkg/kubelet/cm/helpers_linux.go). */
function cpuShares(milli: number): number {
  return Math.min(262_144, Math.max(2, Math.floor((milli * 1024) / 1000)));
}

/** `oom_score_adj` by the pod's class, and in the middle one by the share of memory asked for (pkg/kubelet/qos/policy.go). */
function oomScoreAdj(container: Container, spec: PodSpec, { memoryBytes }: NodeFacts): number {
  const quality = qualityOf(spec);
  if (quality === 'Guaranteed') return -997;
  if (quality === 'BestEffort') return 1000;
  const requested = (of: Container) => amountsOf(of).requests.memory ?? 0;
  // A sidecar goes no sooner than the main container that goes first.
  const isSidecar = container.restartPolicy === 'Always';
  const least = isSidecar ? Math.min(...spec.containers.map(requested)) : 0;
  const score = 1000 - Math.floor((1000 * Math.max(requested(container), least)) / memoryBytes);
  return Math.min(999, Math.max(3, score));
}

/** The pod's quality of service (pkg/apis/core/helper/qos ComputePodQOS). */
function qualityOf({ containers, initContainers = [] }: PodSpec): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const all = [...containers, ...initContainers].map(amountsOf);
  const isNothing = ({ cpuMilli = 0, memory = 0 }: Amounts) => cpuMilli === 0 && memory === 0;
  if (all.every(({ limits, requests }) => isNothing(limits) && isNothing(requests))) return 'BestEffort';
  const isFull = all.every(
    ({ limits, requests }) =>
      Boolean(limits.cpuMilli && limits.memory) &&
      limits.cpuMilli === requests.cpuMilli &&
      limits.memory === requests.memory,
  );
  return isFull ? 'Guaranteed' : 'Burstable';
}
