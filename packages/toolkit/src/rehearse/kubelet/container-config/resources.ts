import { parseQuantity, type Container, type PodSpec } from '../../../model/index.ts';
import type { ContainerConfig } from '../../engines/index.ts';
import type { NodeFacts, PodFacts } from '../facts.ts';

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
    cpuMilli: limits.cpu ? Math.ceil(limits.cpu * 1000) : undefined,
    cpuShares: cpuShares(requests.cpu ?? 0),
    oomScoreAdj: oomScoreAdj(container, spec, node),
  };
}

interface Amounts {
  readonly cpu: number | undefined;
  readonly memory: number | undefined;
}

/** Requests default to limits (pkg/apis/core/v1/defaults.go SetDefaults_Pod). */
function amountsOf({ resources = {} }: Container): { readonly limits: Amounts; readonly requests: Amounts } {
  const amount = (name: string, kind: 'limits' | 'requests') => parseQuantity(resources[kind]?.[name]);
  const limits = { cpu: amount('cpu', 'limits'), memory: amount('memory', 'limits') };
  return {
    limits,
    requests: {
      cpu: amount('cpu', 'requests') ?? limits.cpu,
      memory: amount('memory', 'requests') ?? limits.memory,
    },
  };
}

/** At least 2, at most 262144 (pkg/kubelet/cm/helpers_linux.go). */
function cpuShares(cores: number): number {
  return Math.min(262_144, Math.max(2, Math.floor(Math.ceil(cores * 1000) * 1.024)));
}

/** `oom_score_adj` by the pod's class, and in the middle one by the share of memory asked for (pkg/kubelet/qos/policy.go). */
function oomScoreAdj(container: Container, spec: PodSpec, { memoryBytes }: NodeFacts): number {
  const quality = qualityOf(spec);
  if (quality === 'Guaranteed') return -997;
  if (quality === 'BestEffort') return 1000;
  const score = (of: Container) =>
    1000 - Math.floor((1000 * (amountsOf(of).requests.memory ?? 0)) / memoryBytes);
  // A sidecar goes no sooner than any main container.
  const isSidecar = container.restartPolicy === 'Always';
  const scores = [container, ...(isSidecar ? spec.containers : [])].map(score);
  return Math.min(999, Math.max(3, Math.min(...scores)));
}

/** The pod's quality of service (pkg/apis/core/helper/qos ComputePodQOS). */
function qualityOf({ containers, initContainers = [] }: PodSpec): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const all = [...containers, ...initContainers].map(amountsOf);
  const isNothing = ({ cpu = 0, memory = 0 }: Amounts) => cpu === 0 && memory === 0;
  if (all.every(({ limits, requests }) => isNothing(limits) && isNothing(requests))) return 'BestEffort';
  const isFull = all.every(
    ({ limits, requests }) =>
      Boolean(limits.cpu && limits.memory) &&
      limits.cpu === requests.cpu &&
      limits.memory === requests.memory,
  );
  return isFull ? 'Guaranteed' : 'Burstable';
}
