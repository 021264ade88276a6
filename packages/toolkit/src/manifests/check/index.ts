import type { ServiceContract } from '@seaworthy/contract';
import { isWellTyped, type KubernetesObject } from '../../model/index.ts';
import type { Finding } from './finding.ts';
import { configuration } from './rules/configuration.ts';
import { container } from './rules/container.ts';
import { ports } from './rules/ports.ts';
import { probes } from './rules/probes.ts';
import { replicas } from './rules/replicas.ts';
import { resources } from './rules/resources.ts';
import { shutdown } from './rules/shutdown.ts';
import { findSubject } from './subject.ts';

export type { Finding } from './finding.ts';

const workloadKinds = new Set(['Deployment', 'StatefulSet']);

const rules = [probes, shutdown, configuration, ports, resources, container, replicas] as const;

/**
 * Where manifests contradict the contract of the service that they run. What is merely absent is no contradiction, unless
 * the contract makes it needed. An object that does not fit the schema is passed over: what it means cannot be told.
 */
export function checkManifests(contract: ServiceContract, objects: readonly KubernetesObject[]): Finding[] {
  const sound = objects.filter((object) => isWellTyped(object));
  const subject = findSubject(contract, sound);
  const mayBeSubject = ({ kind }: KubernetesObject) => workloadKinds.has(kind);
  if (subject === undefined && objects.some((it) => mayBeSubject(it) && !sound.includes(it))) return [];
  if (subject === undefined)
    return [
      {
        rule: 'workload/missing',
        message: `no Deployment or StatefulSet runs ${contract.name}`,
        fix: `Name it, or its container, ${contract.name}.`,
        object: '',
        path: '',
      },
    ];
  return rules.flatMap((rule) => rule(subject));
}
