const workload = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      serviceAccountName: shop
      containers: [{name: shop, image: "shop:1", envFrom: [{configMapRef: {name: env}}]}]
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader}
rules: []
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: watcher}
rules: []
`;

/** One base in two namespaces, with other values in each. */
const twice = {
  'one/kustomization.yaml': `
namespace: one
resources: [workload.yaml]
configMapGenerator: [{name: env, literals: [IN=one]}]
`,
  'other/kustomization.yaml': `
namespace: other
resources: [workload.yaml]
configMapGenerator: [{name: env, literals: [IN=other]}]
`,
  'one/workload.yaml': workload,
  'other/workload.yaml': workload.replaceAll('watcher', 'other-watcher'),
};

/** Kustomizations of several namespaces, as {@link kustomizeCases} are. */
export const namespaceCases = {
  'a Namespace among the resources': {
    'root/kustomization.yaml': 'namespace: prod\nnamePrefix: pre-\nresources: [all.yaml]\n',
    'root/all.yaml': `${workload}---\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n`,
  },
  'objects of one name in two namespaces': {
    ...twice,
    'root/kustomization.yaml': 'namePrefix: pre-\nresources: [../one, ../other]\n',
  },
  'role bindings to what stands in other namespaces': {
    ...twice,
    'root/bindings.yaml': `
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: reads, namespace: one}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects:
  - {kind: ServiceAccount, name: shop, namespace: other}
  - {kind: ServiceAccount, name: shop, namespace: absent}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: watches-all, namespace: absent}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: watcher}
subjects: [{kind: ServiceAccount, name: shop, namespace: other}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: reads-what-is-absent, namespace: absent}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects: [{kind: ServiceAccount, name: default, namespace: other}]
`,
    'root/kustomization.yaml': 'nameSuffix: -end\nresources: [../one, ../other, bindings.yaml]\n',
  },
  'a namespace for bindings to accounts that state one, or none': {
    'root/bindings.yaml': `
apiVersion: v1
kind: ServiceAccount
metadata: {name: here}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: there, namespace: other}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: reads}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects:
  - {kind: ServiceAccount, name: here, namespace: default}
  - {kind: ServiceAccount, name: here, namespace: absent}
  - {kind: ServiceAccount, name: there}
`,
    'root/kustomization.yaml': 'namespace: moved\nnameSuffix: -end\nresources: [bindings.yaml]\n',
  },
  'patches and generators for the object of one namespace': {
    ...twice,
    'moved/kustomization.yaml': 'namespace: moved\nresources: [web.yaml]\n',
    'moved/web.yaml': workload.replaceAll('name: shop}', 'name: web, namespace: orig}').split('---')[0] ?? '',
    'root/kustomization.yaml': `
resources: [../one, ../other, ../moved]
configMapGenerator: [{name: env, namespace: other, behavior: merge, literals: [MORE=1]}]
patches:
  - patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: shop, namespace: one}, spec: {replicas: 2}}'
  - patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: orig}, spec: {replicas: 3}}'
  - patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: moved}, spec: {paused: true}}'
  - target: {kind: Deployment, namespace: default}
    patch: '[{"op": "add", "path": "/spec/minReadySeconds", "value": 4}]'
  - target: {kind: Deployment, namespace: o.*}
    patch: '[{"op": "add", "path": "/spec/revisionHistoryLimit", "value": 5}]'
`,
  },
};
