/** What kustomize treats in its own way in each kind. */
const everyKind = (account: string) => `
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec:
  schedule: "0 0 * * *"
  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: a, envFrom: [{configMapRef: {name: env}}]}]}}}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: once}
spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: a}]}}}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      containers: [{name: a, image: a}]
      affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: z, labelSelector: {matchLabels: {app: shop}}}]}}
      topologySpreadConstraints: [{maxSkew: 1, topologyKey: z, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {app: shop}}}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers: [{name: a, image: a, ports: [{containerPort: 80, protocol: TCP}, {containerPort: 81}]}]
      affinity:
        podAffinity:
          preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: {topologyKey: z, labelSelector: {matchLabels: {app: shop}}}}]
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: z, labelSelector: {matchLabels: {app: shop}}}, {topologyKey: y, labelSelector: {}}]
      topologySpreadConstraints: [{maxSkew: 1, topologyKey: z, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {app: shop}}}]
  volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: shop}
spec:
  podSelector: {matchLabels: {app: shop}}
  policyTypes: [Ingress, Egress]
  ingress: [{from: [{podSelector: {matchLabels: {app: x}}}, {namespaceSelector: {}}]}]
  egress: [{to: [{podSelector: {matchLabels: {app: y}}}]}, {}]
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: runner}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: bind}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects:
  - {kind: ServiceAccount, name: runner, namespace: old}
  - ${account}
  - {kind: ServiceAccount, name: default, namespace: other}
  - {kind: ServiceAccount, name: stranger, namespace: other}
  - {kind: User, name: me}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: bind}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects:
  - {kind: ServiceAccount, name: runner, namespace: old}
  - {kind: ServiceAccount, name: runner}
  - {kind: ServiceAccount, name: default, namespace: other}
  - {kind: ServiceAccount, name: stranger}
`;

const fields = {
  'common labels': 'commonLabels: {team: a}',
  'labels in templates': 'labels: [{pairs: {tier: b}, includeTemplates: true}]',
  'common annotations': 'commonAnnotations: {owner: me}',
  'a namespace': 'namespace: production',
};

/** An account of a ClusterRoleBinding: without a namespace where kustomize sets one, for elsewhere the API refuses it. */
const accountOf = (line: string) =>
  `{kind: ServiceAccount, name: runner${line.startsWith('namespace:') ? '' : ', namespace: here'}}`;

/** A case for each of these fields. */
export const everyKindCases = Object.fromEntries(
  Object.entries(fields).map(([name, line]) => [
    `${name}, of every kind`,
    {
      'base/all.yaml': everyKind(accountOf(line)),
      'base/kustomization.yaml': 'resources: [all.yaml]\n',
      'root/kustomization.yaml': `resources: [../base]\n${line}\n`,
    },
  ]),
);
