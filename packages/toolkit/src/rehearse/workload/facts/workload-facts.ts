import { alikeProblems, limitOf, type PodSpec } from '../../../model/index.ts';
import { resolveStrategy } from '../../deployment/index.ts';
import type { ContainerFacts, WorkloadFacts } from '../../evidence.ts';
import { resolvePodSpec, type ContainerSpec } from '../../kubelet/index.ts';
import type { DataObject } from '../../objects/index.ts';
import type { RehearsalSettings } from '../settings/index.ts';
import type { Workload } from '../workload.ts';
import { plainEnv } from './plain-env.ts';
import { preStopSeconds } from './pre-stop-seconds.ts';
import { probeFacts } from './probe-facts.ts';
import { servedBy } from './served-by.ts';
import { servicePorts, trafficPort } from './traffic-port.ts';
import { unroutedReason, unsentReason } from './unrouted.ts';

/** What verdicts need to know of a workload, with Kubernetes' defaults filled in. `settings` say what stands for the images. */
export function workloadFacts(workload: Workload, settings: RehearsalSettings): WorkloadFacts {
  const { name, kind, replicas, template, objects, dependencies, unsupported } = workload;
  const { gracePeriodSeconds, containers } = resolvePodSpec(template.spec);
  const from = { pod: template.spec, objects, settings };
  return {
    name,
    kind,
    replicas,
    strategy: strategyOf(workload),
    // A StatefulSet takes each pod away before its successor starts.
    maxUnavailable: kind === 'StatefulSet' ? 1 : resolveStrategy(workload.spec, replicas).unavailable,
    trafficPort: trafficPort(workload),
    servicePorts: servicePorts(workload),
    servedBy: servedBy(template.spec, trafficPort(workload)),
    unrouted: unroutedReason(workload),
    unsent: unsentReason(workload),
    gracePeriodSeconds,
    containers: containers.map((container) => containerFacts(container, from)),
    dependencies: dependencies.map(({ name: it, critical }) => ({ name: it, critical })),
    unsupported: alikeProblems(unsupported),
  };
}

/** How pods of a workload are replaced once its template changes. */
export function strategyOf({ spec }: Pick<Workload, 'spec'>): WorkloadFacts['strategy'] {
  const stated = 'strategy' in spec ? spec.strategy : 'updateStrategy' in spec ? spec.updateStrategy : {};
  return stated?.type === 'Recreate' || stated?.type === 'OnDelete' ? stated.type : 'RollingUpdate';
}

/** What a container's facts are taken from besides itself. */
interface Surroundings {
  readonly pod: PodSpec;
  readonly objects: readonly DataObject[];
  readonly settings: RehearsalSettings;
}

function containerFacts(container: ContainerSpec, { pod, objects, settings }: Surroundings): ContainerFacts {
  const { name, role, definition } = container;
  const { command, args, securityContext } = definition;
  const image = settings.containers?.[name];
  const cores = limitOf(definition, pod, 'cpu');
  return {
    name,
    role,
    command:
      command === undefined
        ? [...(image?.entrypoint ?? []), ...(args ?? image?.cmd ?? [])]
        : [...command, ...(args ?? [])],
    security: {
      readOnlyRootFilesystem: securityContext?.readOnlyRootFilesystem ?? false,
      runAsNonRoot: securityContext?.runAsNonRoot ?? pod.securityContext?.runAsNonRoot ?? false,
    },
    memoryLimitBytes: limitOf(definition, pod, 'memory'),
    cpuLimitMilli: cores === undefined ? undefined : Math.ceil(cores * 1000),
    probes: probeFacts(container),
    preStopSeconds: preStopSeconds(definition),
    env: plainEnv(definition, objects),
  };
}
