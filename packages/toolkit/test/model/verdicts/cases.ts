import { autoscalers } from './autoscalers.ts';
import { jobs } from './jobs.ts';
import type { Cases } from './manifest.ts';
import { network } from './network.ts';
import { pods } from './pods.ts';

/** The manifests that API servers were asked about (scripts/kubernetes-verdicts.ts). */
export const cases: Cases = {
  ...autoscalers,
  ...jobs,
  ...network,
  ...pods,
  'policy/v1 PodDisruptionBudget': [
    '{}',
    '{matchLabels: {a: b c}}',
    '{matchLabels: {a b: c}}',
    '{matchLabels: {a: ""}}',
    '{matchExpressions: [{key: a, operator: In}]}',
    '{matchExpressions: [{key: a, operator: In, values: []}]}',
    '{matchExpressions: [{key: a, operator: In, values: [b c]}]}',
    '{matchExpressions: [{key: a, operator: Exists}]}',
    '{matchExpressions: [{key: a, operator: Exists, values: [b]}]}',
    '{matchExpressions: [{key: a b, operator: Exists}]}',
  ].map((selector) => `spec: {maxUnavailable: 1, selector: ${selector}}`),
  'apps/v1 DaemonSet': [
    '{}',
    '{type: OnDelete, rollingUpdate: {maxUnavailable: 0}}',
    '{rollingUpdate: {}}',
    '{rollingUpdate: {maxUnavailable: 0}}',
    '{rollingUpdate: {maxUnavailable: "0%"}}',
    '{rollingUpdate: {maxSurge: 1}}',
    '{rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}',
    '{rollingUpdate: {maxUnavailable: 101%}}',
  ].map(
    (strategy) =>
      `spec: {updateStrategy: ${strategy}, selector: {matchLabels: {a: a}}, template: {metadata: {labels: {a: a}}, spec: {containers: [{name: a, image: a}]}}}`,
  ),
  'apps/v1 StatefulSet': [
    ['serviceName: a', ''],
    ['serviceName: a', 'hostname: A, '],
    ['serviceName: a', 'subdomain: A, '],
    ['serviceName: ""', ''],
    ['serviceName: A', ''],
    ['serviceName: a, ordinals: {start: -1}', ''],
  ].map(
    ([fields, ofPod]) =>
      `spec: {${fields}, selector: {matchLabels: {a: a}}, template: {metadata: {labels: {a: a}}, spec: {${ofPod}containers: [{name: a, image: a}]}}}`,
  ),
  'apps/v1 Deployment': [
    'template: {metadata: {labels: {a: a}}}',
    'template: {metadata: {labels: {a: a}}, spec: {subdomain: A, containers: [{name: a, image: a}]}}',
  ].map((template) => `spec: {selector: {matchLabels: {a: a}}, ${template}}`),
  'v1 PersistentVolumeClaim': [
    '{accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}',
    '{resources: {requests: {storage: 1Gi}}}',
    '{accessModes: [ReadWriteOnce]}',
    '{accessModes: [ReadWriteOnce], resources: {requests: {storage: 0}}}',
    '{accessModes: [ReadWriteOnce], storageClassName: A, resources: {requests: {storage: 1Gi}}}',
  ].map((spec) => `spec: ${spec}`),
  'v1 Secret': [`'{}'`, `'{"auths": {}}'`, 'x', `''`, `'[]'`, `'null'`].map(
    (login) => `type: kubernetes.io/dockerconfigjson\nstringData: {.dockerconfigjson: ${login}}`,
  ),
  ...Object.fromEntries(
    ['Role', 'ClusterRole'].map((kind) => [
      `rbac.authorization.k8s.io/v1 ${kind}`,
      [
        '{apiGroups: [""], resources: [pods], verbs: [get]}',
        '{apiGroups: [""], resources: [pods], verbs: []}',
        '{resources: [pods], verbs: [get]}',
        '{apiGroups: [""], verbs: [get]}',
        '{nonResourceURLs: [/a], verbs: [get]}',
        '{nonResourceURLs: [/a], apiGroups: [""], verbs: [get]}',
      ].map((rule) => `rules: [${rule}]`),
    ]),
  ),
  ...Object.fromEntries(
    ['RoleBinding', 'ClusterRoleBinding'].map((kind) => [
      `rbac.authorization.k8s.io/v1 ${kind}`,
      [
        ...['Role', 'ClusterRole', 'role'].map((it) => `roleRef: {kind: ${it}, name: a}`),
        'roleRef: {apiGroup: v1, kind: ClusterRole, name: a}',
        'roleRef: {kind: ClusterRole, name: ""}',
        'roleRef: {kind: ClusterRole, name: a/b}',
        'roleRef: {kind: ClusterRole, name: "a:b"}',
        ...[
          '{kind: ServiceAccount, name: a}',
          '{kind: ServiceAccount, name: a, namespace: a}',
          '{kind: ServiceAccount, name: a, namespace: a, apiGroup: rbac.authorization.k8s.io}',
          '{kind: User, name: a@b.c}',
          '{kind: user, name: a}',
          '{kind: User, name: ""}',
        ].map((subject) => `roleRef: {kind: ClusterRole, name: a}\nsubjects: [${subject}]`),
      ],
    ]),
  ),
};
