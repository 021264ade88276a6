import type { Container, PodSpec } from '../../../model/index.ts';
import type { ProbeKind } from '../../events.ts';
import { resolveProbe, type ProbeSpec } from './probe-spec.ts';

type RestartPolicy = 'Always' | 'OnFailure' | 'Never';

/** One container, with its place in the pod's life. */
export interface ContainerSpec {
  readonly name: string;
  /** `sidecar`: an init container whose restartPolicy is Always. */
  readonly role: 'init' | 'sidecar' | 'main';
  readonly restartPolicy: RestartPolicy;
  readonly probes: Readonly<Partial<Record<ProbeKind, ProbeSpec>>>;
  /** As the manifest has it. */
  readonly definition: Container;
}

/** What the kubelet needs to know of a pod. */
export interface ResolvedPodSpec {
  readonly restartPolicy: RestartPolicy;
  readonly gracePeriodSeconds: number;
  /** In the order in which they start: init containers and sidecars as they stand, then the main ones. */
  readonly containers: readonly ContainerSpec[];
  /** Condition types that must be true besides the containers' readiness. */
  readonly readinessGates: readonly string[];
}

/** Fills in the defaults of a pod (pkg/apis/core/v1/defaults.go): grace period 30 s, restart policy Always. */
export function resolvePodSpec(spec: PodSpec): ResolvedPodSpec {
  const restartPolicy = spec.restartPolicy ?? 'Always';
  return {
    restartPolicy,
    gracePeriodSeconds: spec.terminationGracePeriodSeconds ?? 30,
    containers: [
      ...(spec.initContainers ?? []).map((container) => resolveInit(container, restartPolicy)),
      ...spec.containers.map((container) => resolveContainer(container, 'main', restartPolicy)),
    ],
    readinessGates: (spec.readinessGates ?? []).map(({ conditionType }) => conditionType),
  };
}

/**
 * An init container runs until it succeeds, unless its own policy, or else the pod's, is Never: the pod's Always means OnFailure
 * for it, its own makes it a sidecar (pkg/api/v1/pod/util.go ContainerShouldRestart).
 */
function resolveInit(container: Container, policy: RestartPolicy): ContainerSpec {
  const own = container.restartPolicy ?? policy;
  if (container.restartPolicy === 'Always') return resolveContainer(container, 'sidecar', 'Always');
  return resolveContainer(container, 'init', own === 'Never' ? 'Never' : 'OnFailure');
}

function resolveContainer(
  container: Container,
  role: ContainerSpec['role'],
  restartPolicy: RestartPolicy,
): ContainerSpec {
  const { name, startupProbe, livenessProbe, readinessProbe } = container;
  return {
    name,
    role,
    restartPolicy,
    probes: {
      ...(startupProbe && { startup: resolveProbe(startupProbe) }),
      ...(livenessProbe && { liveness: resolveProbe(livenessProbe) }),
      ...(readinessProbe && { readiness: resolveProbe(readinessProbe) }),
    },
    definition: container,
  };
}
