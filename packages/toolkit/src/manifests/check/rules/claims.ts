import { ofKind, podsOf, type KubernetesObject, type ObjectOf, type PodSpec } from '../../../model/index.ts';
import { autoscalersOf } from '../autoscalers.ts';
import { finding, type Finding } from '../finding.ts';
import type { Workload } from '../service-workloads.ts';
import type { Subject } from '../subject.ts';

/**
 * Claims of one node that pods of several nodes would need at a time: those of a Deployment with several replicas, or the new and the old one
 * of a rolling update (kubernetes.io, "Access Modes"; a Multi-Attach error of the attach controller). A StatefulSet has a claim for each pod.
 */
export function claims({ workload, pod, objects, atPod }: Subject): Finding[] {
  if (workload.kind === 'StatefulSet' || isOnOneNode(pod)) return [];
  const most = mostReplicas(workload, objects);
  if (most === 0 || (most === 1 && !overlaps(workload))) return [];
  return (pod.volumes ?? []).flatMap(({ persistentVolumeClaim }, index) => {
    const claim = ofKind(objects, 'PersistentVolumeClaim').find(
      ({ metadata }) => metadata.name === persistentVolumeClaim?.claimName,
    );
    const mode = claim && modeOfOneNode(claim);
    if (claim === undefined || mode === undefined) return [];
    const place = atPod('volumes', index, 'persistentVolumeClaim');
    const isOfOnePod = mode === 'ReadWriteOncePod';
    const where = isOfOnePod ? '' : 'on another node ';
    const what =
      most === 1
        ? `${where}the new pod of a rollout waits for the old one to end, and that one until the new one is ready`
        : `of ${most} pods ${isOfOnePod ? 'all but one' : 'those on other nodes'} never start`;
    return [
      finding(
        'replicas/claim-of-one-node',
        place,
        `claim ${claim.metadata.name} is ${mode}, for ${isOfOnePod ? 'one pod' : 'the pods of one node'}: ${what}`,
        most === 1
          ? 'Set strategy: {type: Recreate}.'
          : 'Take a claim that is ReadWriteMany, or a StatefulSet with volumeClaimTemplates.',
      ),
    ];
  });
}

/** At most so many pods are there, but for those of a rollout. */
function mostReplicas(workload: Workload, objects: readonly KubernetesObject[]): number {
  const [autoscaler] = autoscalersOf(workload, objects);
  return autoscaler?.spec?.maxReplicas ?? workload.spec?.replicas ?? 1;
}

/** Whether a rollout starts a pod before the old one has ended: a part of one is rounded up. Strategies of Argo's Rollout are not read. */
function overlaps({ kind, spec }: Workload): boolean {
  if (kind === 'Rollout') return false;
  const { strategy = {} } = spec && 'strategy' in spec ? spec : {};
  return strategy.type !== 'Recreate' && podsOf(strategy.rollingUpdate?.maxSurge ?? '25%', 1) > 0;
}

/** Whether pods are kept on one node, or together. */
function isOnOneNode({ nodeName, nodeSelector, affinity }: PodSpec): boolean {
  const isTogether = (affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).length > 0;
  const { nodeSelectorTerms: terms = [] } =
    affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? {};
  const isByHost = terms.some(({ matchExpressions = [], matchFields = [] }) =>
    [...matchExpressions, ...matchFields].some(
      ({ key, operator }) => /^(kubernetes\.io\/hostname|metadata\.name)$/.test(key) && operator === 'In',
    ),
  );
  return (
    nodeName !== undefined || nodeSelector?.['kubernetes.io/hostname'] !== undefined || isByHost || isTogether
  );
}

/** Classes of volumes that are the node's own, which pods then follow, and of file systems that many nodes mount whatever a claim says. */
const FOLLOWED_OR_SHARED = /local|host|nfs|efs|file|ceph-?fs|gluster|manual/i;

/** Its mode where it allows one node alone; undefined of others, and where the volume is one that somebody has made for it. */
function modeOfOneNode({ spec }: ObjectOf<'PersistentVolumeClaim'>): string | undefined {
  const { accessModes = [], storageClassName = '', volumeName, selector } = spec ?? {};
  if (volumeName !== undefined || selector !== undefined || FOLLOWED_OR_SHARED.test(storageClassName))
    return undefined;
  const isOfOneNode = (mode: string) => mode === 'ReadWriteOnce' || mode === 'ReadWriteOncePod';
  return accessModes.every(isOfOneNode) ? accessModes[0] : undefined;
}
