import { formatProblem, parseQuantity } from '../../../model/index.ts';
import type { ContainerFacts, WorkloadFacts } from '../../evidence.ts';
import { resolvePodSpec, type ContainerSpec } from '../../kubelet/index.ts';
import type { DataObject } from '../../objects/index.ts';
import type { Workload } from '../workload.ts';
import { preStopSeconds } from './pre-stop-seconds.ts';
import { probeFacts } from './probe-facts.ts';

/** What verdicts need to know of a workload, with Kubernetes' defaults filled in. */
export function workloadFacts(workload: Workload): WorkloadFacts {
  const { name, kind, replicas, template, objects, dependencies, unsupported } = workload;
  const { gracePeriodSeconds, containers } = resolvePodSpec(template.spec);
  return {
    name,
    kind,
    replicas,
    gracePeriodSeconds,
    containers: containers.map((container) => containerFacts(container, objects)),
    dependencies: dependencies.map(({ name: it, critical }) => ({ name: it, critical })),
    unsupported: unsupported.map(formatProblem),
  };
}

function containerFacts(container: ContainerSpec, objects: readonly DataObject[]): ContainerFacts {
  const { name, role, definition } = container;
  const { limits } = definition.resources ?? {};
  const cores = parseQuantity(limits?.['cpu']);
  return {
    name,
    role,
    memoryLimitBytes: parseQuantity(limits?.['memory']),
    cpuLimitMilli: cores === undefined ? undefined : Math.ceil(cores * 1000),
    probes: probeFacts(container),
    preStopSeconds: preStopSeconds(definition),
    env: plainEnv(container, objects),
  };
}

/** The variables whose values stand in the manifests, without expansion. No Secret is among them: reports are shown around. */
function plainEnv({ definition }: ContainerSpec, objects: readonly DataObject[]): Record<string, string> {
  const dataOf = (name: string | undefined) =>
    objects.find((it) => it.kind === 'ConfigMap' && it.name === name)?.data ?? {};
  const env: Record<string, string> = {};
  for (const { configMapRef, prefix = '' } of definition.envFrom ?? [])
    for (const [key, value] of Object.entries(dataOf(configMapRef?.name))) env[`${prefix}${key}`] = value;
  for (const { name, value, valueFrom } of definition.env ?? []) {
    const key = valueFrom?.configMapKeyRef;
    const known = valueFrom == null ? (value ?? '') : key && dataOf(key.name)[key.key];
    if (known != null) env[name] = known;
    else delete env[name];
  }
  return env;
}
