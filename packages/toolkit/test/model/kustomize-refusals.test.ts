/** What `kubectl kustomize` refuses is a fault here, and what it takes is none. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { formatProblem, readManifests } from '../../src/model/index.ts';
import { folderOf } from './folder.ts';

const hasKubectl = spawnSync('kubectl', ['kustomize', '--help']).status === 0;

/** The faults of a folder, and, where kubectl is installed, that it thinks the same of it. */
async function faultsOf(files: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = await folderOf({ 'deployment.yaml': deployment, ...files });
  const { problems } = await readManifests(folder);
  const faults = problems.filter(({ kind }) => kind !== 'unsupported').map(formatProblem);
  if (hasKubectl) expect(spawnSync('kubectl', ['kustomize', folder]).status === 0).toBe(faults.length === 0);
  return faults.map((fault) => fault.replaceAll(`${folder}/`, ''));
}

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: web}]}
`;

const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: env}\n';

test.each([
  [
    'a generator that merges into nothing',
    { 'kustomization.yaml': 'configMapGenerator:\n  - {name: env, behavior: merge, literals: [a=b]}\n' },
    'kustomization.yaml:2:5: there is no ConfigMap env to merge',
  ],
  [
    'a generator that replaces nothing',
    { 'kustomization.yaml': 'secretGenerator:\n  - {name: env, behavior: replace, literals: [a=b]}\n' },
    'kustomization.yaml:2:5: there is no Secret env to replace',
  ],
  [
    'two generators of one name',
    {
      'kustomization.yaml':
        'configMapGenerator:\n  - {name: env, literals: [a=b]}\n  - {name: env, literals: [c=d]}\n',
    },
    'kustomization.yaml:3:5: there is a ConfigMap env already',
  ],
  [
    'a generator of the name of a resource',
    {
      'kustomization.yaml': 'resources: [env.yaml]\nconfigMapGenerator:\n  - {name: env, literals: [a=b]}\n',
      'env.yaml': configMap,
    },
    'kustomization.yaml:3:5: there is a ConfigMap env already',
  ],
  [
    'a key twice',
    {
      'kustomization.yaml': 'configMapGenerator:\n  - {name: env, files: [a], literals: [b=1, a=2]}\n',
      a: '1',
    },
    'a:1:1: the key a is there already',
  ],
])('%s', async (_, files, fault) => {
  expect(await faultsOf(files)).toEqual([fault]);
});
