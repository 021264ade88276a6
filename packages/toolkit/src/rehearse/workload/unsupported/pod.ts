import { containersOf, type PodSpec } from '../../../model/index.ts';
import { containerProblems } from './container.ts';
import type { Scope } from './scope.ts';
import { unreadableFiles } from './unreadable-files.ts';

/** Where a pod would run: nothing of it changes what a rehearsal shows, so that one line is enough. */
const scheduling = [
  'affinity',
  'nodeName',
  'nodeSelector',
  'preemptionPolicy',
  'priority',
  'priorityClassName',
  'runtimeClassName',
  'schedulerName',
  'schedulingGates',
  'schedulingGroup',
  'tolerations',
  'topologySpreadConstraints',
  'resourceClaims',
  'overhead',
  'workloadRef',
];

const others: Readonly<Record<string, string>> = {
  activeDeadlineSeconds: 'the pod is not ended after this time',
  dnsConfig: 'names are resolved as this machine does it',
  ephemeralContainers: 'ephemeral containers are not started',
  evictionResponders: 'nobody is asked before an eviction',
  hostIPC: 'the pod shares whatever IPC the engine gives it',
  hostNetwork: 'the pod has an address of its own all the same',
  hostPID:
    'the pod sees no processes of the node, and its programs are PID 1: a signal that they do not handle ends them in a cluster, and not here',
  setHostnameAsFQDN: 'the host name is left as it is',
  shareProcessNamespace:
    'the containers do not see each other’s processes, and their programs are PID 1: a signal that they do not handle ends them in a cluster, and not here',
};

const volumeTypes = new Set(['name', 'configMap', 'secret', 'emptyDir', 'downwardAPI', 'projected']);
const projections = new Set(['configMap', 'secret', 'downwardAPI']);

/** What of a pod's specification is not emulated. */
export function podProblems(spec: PodSpec, scope: Scope): void {
  scope.fields(spec, scheduling, 'there is one node, and no scheduler');
  for (const [field, message] of Object.entries(others)) scope.fields(spec, [field], message);
  if (spec.os?.name === 'windows') scope.at('os').tell('Windows containers are not run');
  if (spec.readinessGates?.length)
    scope.at('readinessGates').tell('nobody sets these conditions, so the pod never becomes ready');
  if ((spec.serviceAccountName ?? 'default') !== 'default' && spec.automountServiceAccountToken !== false)
    scope.at('serviceAccountName').tell('no token is mounted: there is no Kubernetes API to call');
  scope
    .at('securityContext')
    .fields(
      spec.securityContext,
      ['appArmorProfile', 'fsGroup', 'seLinuxOptions', 'supplementalGroups', 'sysctls', 'windowsOptions'],
      'not applied',
    );
  volumeProblems(spec, scope);
  unreadableFiles(spec, scope);
  for (const list of ['initContainers', 'containers'] as const)
    for (const [index, container] of (spec[list] ?? []).entries())
      containerProblems(container, list, scope.at(list, index));
  securityProblems(spec, scope);
  resourceProblems(spec, scope);
}

function standIn(type: string): string {
  if (type === 'persistentVolumeClaim') return 'a folder stands for the claim until the rehearsal ends';
  return `an empty folder stands for the ${type} volume`;
}

function volumeProblems({ volumes = [] }: PodSpec, scope: Scope): void {
  for (const [index, volume] of volumes.entries()) {
    const at = scope.at('volumes', index);
    for (const [type, value] of Object.entries(volume))
      if (value != null && !volumeTypes.has(type)) at.at(type).tell(standIn(type));
    for (const [number, source] of (volume.projected?.sources ?? []).entries())
      for (const [type, value] of Object.entries(source))
        if (value != null && !projections.has(type))
          at.at('projected', 'sources', number, type).tell(`${type} is not projected`);
  }
}

/** Hardening that hardly any program notices: one line for the whole pod. */
function securityProblems(spec: PodSpec, scope: Scope): void {
  const names = ['capabilities', 'seccompProfile', 'appArmorProfile', 'seLinuxOptions', 'procMount'];
  const contexts = [spec.securityContext, ...spec.containers.map(({ securityContext }) => securityContext)];
  const set = names.filter((name) =>
    contexts.some((it) => (it as Record<string, unknown> | undefined)?.[name] != null),
  );
  if (set.length > 0) scope.tell(`securityContext: ${set.join(', ')} not applied`);
}

/** Ephemeral storage above all, which many manifests limit. */
function resourceProblems(spec: PodSpec, scope: Scope): void {
  const names = containersOf(spec).flatMap(({ resources }) => Object.keys(resources?.limits ?? {}));
  const others = new Set(names.filter((name) => name !== 'cpu' && name !== 'memory'));
  if (others.size > 0) scope.tell(`resources.limits: ${[...others].join(', ')} not enforced`);
}
