import { everyKindCases } from './kustomize-every-kind.ts';
import { namespaceCases } from './kustomize-namespaces.ts';
import { selectionCases } from './kustomize-selection.ts';

/** Kustomizations that must build to what `kubectl kustomize` makes of them: the files of each, from its name. */
const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop, labels: {app: shop}}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      topologySpreadConstraints:
        - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {app: shop}}}
      initContainers: [{name: migrate, image: "shop:1", args: [migrate]}]
      containers:
        - name: shop
          image: shop:1
          args: [a, b]
          env: [{name: X, value: "1"}, {name: W, value: "1"}]
          envFrom: [{configMapRef: {name: env}}]
      volumes:
        - {name: c, configMap: {name: file}}
        - {name: s, secret: {secretName: sec}}
`;

const service = `
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {selector: {app: shop}, ports: [{name: http, port: 80, targetPort: http}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: shop}
spec: {maxReplicas: 5, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: shop}
spec: {maxUnavailable: 1, selector: {matchLabels: {app: shop}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: shop}
spec: {podSelector: {matchLabels: {app: shop}}, policyTypes: [Ingress]}
`;

const base = {
  'base/deployment.yaml': deployment,
  'base/service.yaml': service,
  'base/kustomization.yaml': `
resources: [deployment.yaml, service.yaml]
configMapGenerator:
  - name: env
    literals: [A=1, B=<x&y>, "C='quoted'"]
  - name: file
    options: {disableNameSuffixHash: true}
    files: [config.yaml=settings.yaml]
secretGenerator:
  - name: sec
    envs: [secret.env]
`,
  'base/settings.yaml': 'LOG_LEVEL: info\n',
  'base/secret.env': '# a comment\nPASSWORD=hunter2\n\nEMPTY=\n',
};

export const kustomizeCases: Readonly<Record<string, Readonly<Record<string, string | Uint8Array>>>> = {
  'generators and hashes': { ...base, 'root/kustomization.yaml': 'resources: [../base]\n' },
  'generators that merge and replace': {
    ...base,
    'root/kustomization.yaml': `
resources: [../base]
configMapGenerator:
  - {name: env, behavior: merge, literals: [A=2, D=4]}
  - {name: file, behavior: replace, literals: [other=1]}
`,
  },
  'names, namespace, labels and annotations': {
    ...base,
    'root/kustomization.yaml': `
resources: [../base]
namespace: production
namePrefix: pre-
nameSuffix: -post
labels:
  - {pairs: {team: a}, includeSelectors: true}
  - {pairs: {tier: b}, includeTemplates: true}
  - {pairs: {plain: c}}
commonAnnotations: {owner: me}
`,
  },
  'common labels': { ...base, 'root/kustomization.yaml': 'resources: [../base]\ncommonLabels: {team: a}\n' },
  'images by patterns, one after the other': {
    ...base,
    'root/kustomization.yaml': `
resources: [../base]
images: [{name: sh.p, newName: registry/web}, {name: registry/.*, newTag: "2"}, {name: web, newTag: "3"}]
`,
  },
  'images and replicas': {
    ...base,
    'root/kustomization.yaml': `
resources: [../base]
images: [{name: shop, newName: "registry.example:5000/x/shop", digest: "sha256:0123"}]
replicas: [{name: shop, count: 7}]
`,
  },
  'a tag for an image': {
    ...base,
    'root/kustomization.yaml': 'resources: [../base]\nimages: [{name: shop, newTag: "2"}]\n',
  },
  'a tag and a digest for an image': {
    ...base,
    'root/kustomization.yaml': `
resources: [../base]
images: [{name: shop, newTag: "2", digest: "sha256:0123"}]
`,
  },
  'an image with texts that are empty': {
    ...base,
    'root/kustomization.yaml': `
resources: [../base]
images: [{name: shop, newName: "", newTag: "2", digest: ""}]
`,
  },
  'one base by two ways': {
    ...base,
    'one/kustomization.yaml': 'resources: [../base]\nnamePrefix: one-\n',
    'two/kustomization.yaml': 'resources: [../base]\nnamePrefix: two-\n',
    'root/kustomization.yaml': 'resources: [../one, ../two]\n',
  },
  'strategic merge patches': {
    ...base,
    'root/patch.yaml': `
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  template:
    spec:
      topologySpreadConstraints: [{topologyKey: host, maxSkew: 2, whenUnsatisfiable: DoNotSchedule}]
      containers:
        - name: shop
          args: [c]
          env: [{name: N2, value: new}, {name: W, value: "2"}, {name: X, $patch: delete}]
        - {name: side, image: "side:1"}
      volumes: [{name: c, configMap: null, emptyDir: {}}]
`,
    'root/kustomization.yaml': `
resources: [../base]
patches:
  - path: patch.yaml
  - target: {kind: Service}
    patch: |
      kind: anything
      metadata: {name: anything}
      spec: {type: NodePort}
  - patch: |
      $patch: delete
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata: {name: shop}
`,
  },
  'JSON patches': {
    ...base,
    'root/kustomization.yaml': `
resources: [../base]
patches:
  - target: {kind: Deployment, name: s.*p}
    patch: |
      - {op: add, path: /spec/template/spec/containers/0/env/-, value: {name: Z, value: z}}
      - {op: replace, path: /spec/template/spec/containers/0/args/1, value: c}
      - {op: remove, path: /spec/template/spec/initContainers}
  - target: {labelSelector: app=shop}
    patch: '[{"op": "add", "path": "/metadata/annotations", "value": {"a.b/c": "d"}}]'
`,
  },
  'a component that annotates what has no annotations, on a base with a prefix of its own': {
    ...base,
    'middle/kustomization.yaml': 'resources: [../base]\nnamePrefix: mid-\n',
    'component/kustomization.yaml': `
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
resources: [extra.yaml]
configMapGenerator: [{name: env, behavior: merge, literals: [A=3]}]
patches:
  - target: {kind: Deployment}
    patch: |
      - {op: add, path: /spec/replicas, value: 4}
      - {op: add, path: /metadata/annotations/example.com~1owner, value: me}
`,
    'component/extra.yaml': 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: extra}\n',
    'root/kustomization.yaml': 'resources: [../middle]\ncomponents: [../component]\nnamePrefix: pre-\n',
  },
  ...everyKindCases,
  ...selectionCases,
  ...namespaceCases,
  'ports of one number and two protocols, and spreads over one topology': {
    ...base,
    'middle/kustomization.yaml': `
resources: [../base]
patches:
  - target: {kind: Service}
    patch: '[{"op": "add", "path": "/spec/ports/0/protocol", "value": "TCP"}]'
`,
    'root/kustomization.yaml': `
resources: [../middle]
patches:
  - patch: |
      apiVersion: v1
      kind: Service
      metadata: {name: shop}
      spec: {ports: [{name: quic, port: 80, protocol: UDP}]}
  - patch: |
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: shop}
      spec:
        template:
          spec:
            topologySpreadConstraints:
              - {maxSkew: 2, topologyKey: zone, whenUnsatisfiable: DoNotSchedule}
              - {maxSkew: 3, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway}
`,
  },
  'components that name what was before them': {
    ...base,
    'component/kustomization.yaml': `
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
resources: [extra.yaml]
namePrefix: one-
`,
    'component/extra.yaml': 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: extra}\n',
    'other/kustomization.yaml': `
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
namePrefix: two-
nameSuffix: -end
patches: [{patch: '{apiVersion: v1, kind: Service, metadata: {name: shop}, spec: {type: NodePort}}'}]
`,
    'root/kustomization.yaml':
      'resources: [../base]\ncomponents: [../component, ../other]\nnamePrefix: pre-\n',
  },
  'bytes that are no text, and many of them': {
    'base/kustomization.yaml': `
configMapGenerator:
  - {name: mixed, files: [bytes, long, text]}
  - {name: bytes, files: [bytes]}
  - {name: empty}
secretGenerator:
  - {name: secret, files: [bytes, long, text]}
  - {name: empty}
`,
    'base/text': 'text\n',
    'base/bytes': Uint8Array.of(0xff, 0xfe, 0x00, 0x80),
    'base/long': new Uint8Array(500).fill(0xff),
    'root/more': Uint8Array.of(0xff),
    'root/kustomization.yaml': `
resources: [../base]
configMapGenerator:
  - {name: mixed, behavior: merge, files: [more, bytes=more]}
  - {name: bytes, behavior: replace, files: [more]}
`,
  },
  'the older field for a file of variables': {
    'root/kustomization.yaml': 'configMapGenerator: [{name: env, env: app.env, envs: [more.env]}]\n',
    'root/app.env': 'A=1\nQUOTED="x"\n',
    'root/more.env': 'B=2\n  BARE\n#C=3\n',
  },
  'a pattern with a flag, and empty fields and items': {
    ...base,
    'root/kustomization.yaml': `
resources: [../base]
components:
labels: [null, {pairs: null}]
images: [null]
patches:
  - target: {kind: '(?i)deploy.*', name: null}
    path: null
    patch: '[{"op": "add", "path": "/spec/replicas", "value": 4}]'
`,
  },
  'words that are booleans in YAML 1.1 alone': {
    'root/words.yaml': `
apiVersion: v1
kind: ConfigMap
metadata: {name: words}
data: {a: y, b: N, c: yes, d: OFF, e: on, f: 'y'}
`,
    'root/kustomization.yaml': `
resources: [words.yaml]
patches:
  - patch: |
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: words}
      data: {h: y, i: no}
`,
  },
};
