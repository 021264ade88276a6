const labelled = (name: string, labels: string, annotations = '{owner: me}') => `apiVersion: v1
kind: ConfigMap
metadata: {name: ${name}, labels: {${labels}}, annotations: ${annotations}}
---
`;

const targets = ['tier in (web, api)', 'tier notin (web),app', 'tier in (db), !app', 'tier!=web'];

/** Which objects a kustomization means, and which are for itself. */
export const selectionCases = {
  'targets of patches by sets of labels': {
    'root/all.yaml':
      labelled('a', 'tier: web, app: x') +
      labelled('b', 'tier: api') +
      labelled('c', 'tier: db') +
      labelled('d', 'app: y'),
    'root/kustomization.yaml': `
resources: [all.yaml]
patches:
${targets
  .map(
    (selector, index) => `  - target: {labelSelector: "${selector}"}
    patch: '[{"op": "add", "path": "/data", "value": {}}, {"op": "add", "path": "/metadata/labels/n${index}", "value": "y"}]'
`,
  )
  .join('')}`,
  },
  'objects that are there for the kustomization alone': {
    'root/all.yaml':
      labelled('a', '', '{config.kubernetes.io/local-config: "true"}') +
      labelled('b', '', '{config.kubernetes.io/local-config: ""}') +
      labelled('c', '', '{config.kubernetes.io/local-config: "false"}'),
    'root/kustomization.yaml': 'resources: [all.yaml]\nnamePrefix: p-\n',
  },
};
