import { atOnce, containersOf, type Container, type PodSpec } from '../../../model/index.ts';
import type { ContainerConfig, PodResources } from '../../engines/index.ts';
import type { NodeFacts, PodFacts } from '../facts.ts';
import { amountsOf, amountsOfPod, statesWhole } from './amounts.ts';

/**
 * What of the node a container gets (pkg/kubelet/cm MilliCPUToShares, kuberuntime calculateLinuxResources): its limits, which are
 * the pod's where it states none, its share of the CPU from its request, and how soon the kernel picks it when memory runs out.
 */
export function resourcesOf(
  container: Container,
  { spec }: PodFacts,
  node: NodeFacts,
): ContainerConfig['resources'] {
  const { limits, requests } = amountsOf(container);
  const { limits: whole } = amountsOfPod(spec);
  return {
    memoryBytes: limits.memory || whole.memory || undefined,
    cpuMilli: limits.cpuMilli || whole.cpuMilli || undefined,
    cpuShares: cpuShares(requests.cpuMilli ?? whole.cpuMilli ?? 0),
    oomScoreAdj: oomScoreAdj(container, spec, node),
  };
}

/**
 * What the pod gets as a whole (pkg/kubelet/cm ResourceConfigForPod): what it states, else the sum of its containers' requests of
 * CPU, and that of their limits of memory where all of them state one. An init container counts together with the sidecars before it,
 * so that one without a limit is bound by theirs (PodLimits).
 */
export function podResources(spec: PodSpec): PodResources {
  const { limits, requests } = amountsOfPod(spec);
  const { containers, initContainers = [] } = spec;
  const isLimitedSidecar = (it: Container) => it.restartPolicy === 'Always' && memoryLimit(it) > 0;
  const first = initContainers.findIndex(isLimitedSidecar);
  const counted = [...(first < 0 ? initContainers : initContainers.slice(0, first)), ...containers];
  const isLimited = counted.length > 0 && counted.every((it) => memoryLimit(it) > 0);
  const together = isLimited ? atOnce(spec, memoryLimit) : undefined;
  return {
    memoryBytes: limits.memory || together,
    cpuMilli: limits.cpuMilli || undefined,
    cpuShares: cpuShares(requests.cpuMilli ?? 0),
  };
}

function memoryLimit(container: Container): number {
  return amountsOf(container).limits.memory ?? 0;
}

/** At least 2, at most 262144 (pkg/kubelet/cm/helpers_linux.go). */
function cpuShares(milli: number): number {
  return Math.min(262_144, Math.max(2, Math.floor((milli * 1024) / 1000)));
}

/**
 * `oom_score_adj` by the pod's class, and in the middle one by the share of memory asked for (pkg/kubelet/qos/policy.go). What the pod
 * asks for beyond its containers is divided by them.
 */
function oomScoreAdj(container: Container, spec: PodSpec, { memoryBytes }: NodeFacts): number {
  const quality = qualityOf(spec);
  if (quality === 'Guaranteed') return -997;
  if (quality === 'BestEffort') return 1000;
  const requested = (of: Container) => amountsOf(of).requests.memory ?? 0;
  const beyond = (amountsOfPod(spec).requests.memory ?? 0) - atOnce(spec, requested);
  const share = statesWhole(spec) ? Math.trunc(beyond / containersOf(spec).length) : 0;
  // A sidecar goes no sooner than the main container that goes first.
  const isSidecar = container.restartPolicy === 'Always';
  const least = isSidecar ? Math.min(...spec.containers.map(requested)) : 0;
  const score = 1000 - Math.floor((1000 * (Math.max(requested(container), least) + share)) / memoryBytes);
  return Math.min(999, Math.max(3, score));
}

/** The pod's quality of service, by what it states for all of its containers, else by theirs (pkg/apis/core/helper/qos ComputePodQOS). */
function qualityOf(spec: PodSpec): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const all = statesWhole(spec) ? [amountsOfPod(spec)] : containersOf(spec).map(amountsOf);
  const isNothing = ({ cpuMilli = 0, memory = 0 }: (typeof all)[number]['limits']) =>
    cpuMilli === 0 && memory === 0;
  if (all.every(({ limits, requests }) => isNothing(limits) && isNothing(requests))) return 'BestEffort';
  const isFull = all.every(
    ({ limits, requests }) =>
      Boolean(limits.cpuMilli && limits.memory) &&
      limits.cpuMilli === requests.cpuMilli &&
      limits.memory === requests.memory,
  );
  return isFull ? 'Guaranteed' : 'Burstable';
}
