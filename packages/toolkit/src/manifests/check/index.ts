import type { ServiceContract } from '@seaworthy/contract';
import {
  isBuiltIn,
  isCustomGroup,
  isRollout,
  isWellTyped,
  type KubernetesObject,
} from '../../model/index.ts';
import { finding, type Finding } from './finding.ts';
import { claims } from './rules/claims.ts';
import { configuration } from './rules/configuration.ts';
import { container } from './rules/container.ts';
import { egress } from './rules/egress.ts';
import { hookOrder } from './rules/hook-order.ts';
import { ingress } from './rules/ingress.ts';
import { keys } from './rules/keys.ts';
import { mistyped } from './rules/mistyped.ts';
import { otherPods } from './rules/other-pods.ts';
import { ports } from './rules/ports.ts';
import { probeHandlers } from './rules/probe-handlers.ts';
import { probes } from './rules/probes.ts';
import { repeated } from './rules/repeated.ts';
import { replicas } from './rules/replicas.ts';
import { resources } from './rules/resources.ts';
import { routes } from './rules/routes.ts';
import { serviceName } from './rules/service-name.ts';
import { shutdown } from './rules/shutdown.ts';
import { spread } from './rules/spread.ts';
import { withoutPods } from './rules/without-pods.ts';
import { calledWorkloads, namedWorkloads, workloadsOf } from './service-workloads.ts';
import { findSubjects } from './subject.ts';

export type { Finding } from './finding.ts';

const rules = [
  probes,
  probeHandlers,
  shutdown,
  configuration,
  keys,
  ports,
  otherPods,
  resources,
  container,
  replicas,
  withoutPods,
  spread,
  claims,
  serviceName,
  mistyped,
  egress,
  ingress,
  routes,
  repeated,
  hookOrder,
] as const;

/**
 * Where manifests contradict the contract of the service that they run. What is merely absent is no contradiction, unless
 * the contract makes it needed. An object that does not fit the schema is passed over: what it means cannot be told.
 */
export function checkManifests(contract: ServiceContract, objects: readonly KubernetesObject[]): Finding[] {
  const sound = objects.filter((it) => !(isBuiltIn(it) || isRollout(it)) || isWellTyped(it));
  const subjects = findSubjects(contract, sound);
  if (subjects.length === 0) return mayBeUnread(objects, sound) ? [] : [missing(contract, objects)];
  const findings = subjects.flatMap((subject) => rules.flatMap((rule) => rule(subject)));
  // Of an object that several workloads share, such as a ConfigMap, each finds the same.
  return [...new Map(findings.map((it) => [JSON.stringify(it), it])).values()];
}

/** Whether there is a workload whose type, or version, says nothing: it is told as a fault of its own. */
function mayBeUnread(objects: readonly KubernetesObject[], sound: readonly KubernetesObject[]): boolean {
  const isOfOldVersion = (it: KubernetesObject) =>
    /^(Deployment|StatefulSet)$/.test(it.kind) && !isBuiltIn(it) && !isCustomGroup(it.apiVersion);
  return workloadsOf(objects).length > workloadsOf(sound).length || objects.some(isOfOldVersion);
}

/** Other controllers run programs, too, which are not held to a contract: what it says is about a service. */
function missing({ name }: ServiceContract, objects: readonly KubernetesObject[]): Finding {
  const other = objects.find((it) => otherControllers.has(it.kind) && it.metadata.name === name);
  const message = `no Deployment, StatefulSet or Rollout runs ${name}`;
  if (other === undefined)
    return {
      rule: 'workload/missing',
      message,
      fix: `Name it, or its container, ${name}.`,
      object: '',
      path: '',
    };
  const place = { object: other, path: ['kind'] };
  const what = `${message}: the pods of a ${other.kind} are not read`;
  return finding('workload/missing', place, what, 'Check the manifests of a service that one of these runs.');
}

const otherControllers: ReadonlySet<string> = new Set(['CronJob', 'DaemonSet', 'Job', 'Pod', 'ReplicaSet']);

/** By what a workload among the objects is the service's: its name or that of a container, else its pods' label; undefined where none is. */
export function serviceMark(
  contract: ServiceContract,
  objects: readonly KubernetesObject[],
): 'name' | 'label' | undefined {
  const sound = objects.filter((object) => isWellTyped(object));
  const isOurs = ({ metadata }: Pick<KubernetesObject, 'metadata'>) => metadata.name === contract.name;
  if (calledWorkloads(contract, sound).length > 0 || workloadsOf(objects).some(isOurs)) return 'name';
  return namedWorkloads(contract, sound).length > 0 ? 'label' : undefined;
}
