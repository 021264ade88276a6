const protocols = ['TCP', 'UDP', 'SCTP'];
const pullPolicies = ['Always', 'IfNotPresent', 'Never'];
const traffic = ['Cluster', 'Local'];
const inclusion = ['Honor', 'Ignore'];
const profiles = ['RuntimeDefault', 'Localhost', 'Unconfined'];
const selecting = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

/**
 * The values of texts that take only some, by type and field: `NotSupported` in Kubernetes' pkg/apis/{apps,autoscaling,batch,core,networking,policy}/validation,
 * for its OpenAPI documents do not say. A value that only one of the supported versions takes, or only behind a feature
 * gate, is among them.
 */
export const fieldValues: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'apps.v1.DaemonSetUpdateStrategy': { type: ['RollingUpdate', 'OnDelete'] },
  'apps.v1.DeploymentStrategy': { type: ['RollingUpdate', 'Recreate'] },
  'apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy': {
    whenDeleted: ['Retain', 'Delete'],
    whenScaled: ['Retain', 'Delete'],
  },
  'apps.v1.StatefulSetSpec': { podManagementPolicy: ['OrderedReady', 'Parallel'] },
  'apps.v1.StatefulSetUpdateStrategy': { type: ['RollingUpdate', 'OnDelete', 'Recreate'] },
  'autoscaling.v2.HPAScalingPolicy': { type: ['Pods', 'Percent'] },
  'autoscaling.v2.HPAScalingRules': { selectPolicy: ['Max', 'Min', 'Disabled'] },
  'autoscaling.v2.MetricSpec': { type: ['Resource', 'ContainerResource', 'Pods', 'Object', 'External'] },
  'autoscaling.v2.MetricTarget': { type: ['Utilization', 'Value', 'AverageValue'] },
  'batch.v1.CronJobSpec': { concurrencyPolicy: ['Allow', 'Forbid', 'Replace'] },
  'batch.v1.JobSpec': {
    completionMode: ['NonIndexed', 'Indexed'],
    podReplacementPolicy: ['Failed', 'TerminatingOrFailed'],
  },
  'batch.v1.PodFailurePolicyOnExitCodesRequirement': { operator: ['In', 'NotIn'] },
  'batch.v1.PodFailurePolicyOnPodConditionsPattern': { status: ['True', 'False', 'Unknown'] },
  'batch.v1.PodFailurePolicyRule': { action: ['Count', 'FailIndex', 'FailJob', 'Ignore'] },
  'core.v1.AppArmorProfile': { type: profiles },
  'core.v1.Container': {
    imagePullPolicy: pullPolicies,
    restartPolicy: ['Always', 'OnFailure', 'Never'],
    terminationMessagePolicy: ['File', 'FallbackToLogsOnError'],
  },
  'core.v1.ContainerPort': { protocol: protocols },
  'core.v1.ContainerResizePolicy': { restartPolicy: ['NotRequired', 'RestartContainer'] },
  'core.v1.HTTPGetAction': { scheme: ['HTTP', 'HTTPS'] },
  'core.v1.HostPathVolumeSource': {
    type: ['DirectoryOrCreate', 'Directory', 'FileOrCreate', 'File', 'Socket', 'CharDevice', 'BlockDevice'],
  },
  'core.v1.ImageVolumeSource': { pullPolicy: pullPolicies },
  'core.v1.NodeSelectorRequirement': { operator: [...selecting, 'Gt', 'Lt'] },
  'core.v1.PersistentVolumeClaimSpec': {
    accessModes: ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'],
    volumeMode: ['Filesystem', 'Block'],
  },
  'core.v1.PodSecurityContext': {
    fsGroupChangePolicy: ['Always', 'OnRootMismatch'],
    supplementalGroupsPolicy: ['Merge', 'Strict'],
  },
  'core.v1.PodSpec': {
    dnsPolicy: ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'],
    preemptionPolicy: ['PreemptLowerPriority', 'Never'],
    restartPolicy: ['Always', 'OnFailure', 'Never'],
  },
  'core.v1.SeccompProfile': { type: profiles },
  'core.v1.SecurityContext': { procMount: ['Default', 'Unmasked'] },
  'core.v1.ServicePort': { protocol: protocols },
  'core.v1.ServiceSpec': {
    externalTrafficPolicy: traffic,
    internalTrafficPolicy: traffic,
    ipFamilyPolicy: ['SingleStack', 'PreferDualStack', 'RequireDualStack'],
    sessionAffinity: ['None', 'ClientIP'],
    trafficDistribution: ['PreferClose', 'PreferSameZone', 'PreferSameNode'],
    type: ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'],
  },
  'core.v1.Toleration': {
    effect: ['NoSchedule', 'PreferNoSchedule', 'NoExecute'],
    operator: ['Equal', 'Exists', 'Lt', 'Gt'],
  },
  'core.v1.TopologySpreadConstraint': {
    nodeAffinityPolicy: inclusion,
    nodeTaintsPolicy: inclusion,
    whenUnsatisfiable: ['DoNotSchedule', 'ScheduleAnyway'],
  },
  'core.v1.VolumeMount': {
    mountPropagation: ['None', 'HostToContainer', 'Bidirectional'],
    recursiveReadOnly: ['Disabled', 'IfPossible', 'Enabled'],
  },
  'meta.v1.LabelSelectorRequirement': { operator: selecting },
  'networking.v1.HTTPIngressPath': { pathType: ['Exact', 'Prefix', 'ImplementationSpecific'] },
  'networking.v1.IngressClassParametersReference': { scope: ['Cluster', 'Namespace'] },
  'networking.v1.NetworkPolicyPort': { protocol: protocols },
  'networking.v1.NetworkPolicySpec': { policyTypes: ['Ingress', 'Egress'] },
  'policy.v1.PodDisruptionBudgetSpec': { unhealthyPodEvictionPolicy: ['IfHealthyBudget', 'AlwaysAllow'] },
  'rbac.v1.RoleRef': { kind: ['Role', 'ClusterRole'] },
  'rbac.v1.Subject': { kind: ['User', 'Group', 'ServiceAccount'] },
};

/**
 * Fields that the OpenAPI documents call required, and that an API server fills in where they are absent (`SetDefaults_RoleBinding` and
 * `SetDefaults_ClusterRoleBinding` in pkg/apis/rbac/v1/defaults.go, `SetDefaults_Job` in pkg/apis/batch/v1/defaults.go).
 */
const defaulted: Readonly<Record<string, readonly string[]>> = {
  'batch.v1.PodFailurePolicyOnPodConditionsPattern': ['status'],
  'rbac.v1.RoleRef': ['apiGroup'],
};

/** Whether a field of a type may be absent although the documents call it required. */
export function isDefaulted(type: string, field: string): boolean {
  return defaulted[type]?.includes(field) === true;
}
