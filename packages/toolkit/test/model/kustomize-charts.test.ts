import { expect, test } from 'vitest';
import { readManifests } from '../../src/model/index.ts';
import { folderOf } from './folder.ts';

test('a patch, a generator or a number of replicas may be for what a chart makes, which is not run', async () => {
  const folder = await folderOf({
    'kustomization.yaml': `helmCharts: [{name: web, repo: https://charts.invalid}]
configMapGenerator: [{name: env, behavior: merge, literals: [A=b]}]
replicas: [{name: web, count: 3}]
patches:
  - patch: |
      apiVersion: v1
      kind: Service
      metadata: {name: web}
`,
  });
  const { problems, lacksRemote } = await readManifests(folder);
  expect(problems.map(({ kind, message }) => `${kind} ${message}`)).toEqual([
    'unsupported this field of a kustomization is not carried out; check what `kustomize build --enable-helm` writes',
    'unsupported the ConfigMap env to merge may be in what a chart or plugin makes, and is passed over',
    'unsupported the patch for Service web may be for what a chart or plugin makes, and is not applied',
    'unsupported replicas for web may be for what a chart or plugin makes',
  ]);
  expect(lacksRemote).toBe(false);
});
