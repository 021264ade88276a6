/** What `kubectl kustomize` refuses is a fault here, and what it takes is none. */
import { spawnSync } from 'node:child_process';
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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

/** A patch of `web`. */
function merge(spec: string): string {
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n${spec}`;
}

/** A kustomization with a patch, which begins on line 4. */
function patching(text: string, more = ''): string {
  const lines = text.split('\n').map((line) => `      ${line}`);
  return [
    'resources: [deployment.yaml]',
    'patches:',
    '  - patch: |',
    ...lines,
    more && `    ${more}`,
    '',
  ].join('\n');
}

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
  [
    'replicas for what is not there',
    { 'kustomization.yaml': 'resources: [deployment.yaml]\nreplicas:\n  - {name: shop, count: 2}\n' },
    'kustomization.yaml:3:5: there is no workload shop to give replicas to',
  ],
  [
    'a component among the resources',
    {
      'kustomization.yaml': 'resources: [c]\n',
      'c/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [d.yaml]\n',
      'c/d.yaml': deployment,
    },
    'c/kustomization.yaml:2:1: kind: a Component belongs under components, not resources',
  ],
  [
    'a kustomization among the components',
    {
      'kustomization.yaml': 'components: [c]\n',
      'c/kustomization.yaml': 'resources: [d.yaml]\n',
      'c/d.yaml': deployment,
    },
    'c/kustomization.yaml:1:1: kind: a Kustomization belongs under resources, not components',
  ],
  [
    'another kind',
    { 'kustomization.yaml': 'kind: Kustomisation\nresources: [deployment.yaml]\n' },
    'kustomization.yaml:1:1: kind: expected Kustomization or Component',
  ],
  [
    'another apiVersion',
    { 'kustomization.yaml': 'apiVersion: v1\nkind: Kustomization\nresources: [deployment.yaml]\n' },
    'kustomization.yaml:1:1: apiVersion: expected kustomize.config.k8s.io/v1beta1',
  ],
  [
    'a kustomization that says nothing',
    { 'kustomization.yaml': 'kind: Kustomization\nresources:\n' },
    'kustomization.yaml:1:1: it is empty',
  ],
  [
    'two kustomizations in one folder',
    { 'kustomization.yaml': 'resources: [deployment.yaml]\n', Kustomization: '' },
    'kustomization.yaml:1:1: there is another kustomization beside it: Kustomization',
  ],
  [
    'a resource that is no object',
    { 'kustomization.yaml': 'resources: [values.yaml]\n', 'values.yaml': 'a: b\n' },
    'values.yaml:1:1: no Kubernetes object: it has neither apiVersion nor kind',
  ],
  [
    'a merge patch for another version of the object',
    { 'kustomization.yaml': patching(merge('spec: {replicas: 1}').replace('apps/v1', 'apps/v1beta1')) },
    'kustomization.yaml:5:5: no object fits the patch for Deployment web of apps/v1beta1',
  ],
  [
    'a merge patch without a name beside a target',
    { 'kustomization.yaml': patching('spec: {replicas: 1}', 'target: {kind: Deployment}') },
    'kustomization.yaml:3:5: a patch is a map with a kind and a metadata.name, also beside a target, or a list of operations',
  ],
  [
    'a patch of several documents with a target',
    {
      'kustomization.yaml': patching(
        `${merge('spec: {replicas: 1}')}\n---\n${merge('spec: {paused: true}')}`,
        'target: {kind: Deployment}',
      ),
    },
    'kustomization.yaml:3:5: a patch of several documents can have no target',
  ],
  [
    'an empty patch',
    { 'kustomization.yaml': 'resources: [deployment.yaml]\npatches:\n  - patch: ""\n' },
    'kustomization.yaml:3:5: the patch is empty',
  ],
  [
    'a patch in two places',
    {
      'kustomization.yaml': 'resources: [deployment.yaml]\npatches:\n  - {path: p.yaml, patch: "a: b"}\n',
      'p.yaml': merge('spec: {replicas: 1}'),
    },
    'kustomization.yaml:3:6: patch and path exclude each other',
  ],
  [
    'operations in YAML that look like JSON',
    {
      'kustomization.yaml': patching(
        '[{op: add, path: /spec/replicas, value: 1}]',
        'target: {kind: Deployment}',
      ),
    },
    'kustomization.yaml:3:5: a patch that begins with `[` has to be JSON: quote its keys and texts, or write a list of lines',
  ],
  [
    'a map in the place of a list',
    { 'kustomization.yaml': patching(merge('spec: {template: {spec: {containers: {name: web}}}}')) },
    'kustomization.yaml:7:5: containers is a list there, and a map in the patch',
  ],
  [
    'an item beyond the end of a list',
    {
      'kustomization.yaml': patching(
        '- {op: add, path: /spec/template/spec/containers/2, value: {name: q}}',
        'target: {kind: Deployment}',
      ),
    },
    'kustomization.yaml:4:5: there is no /spec/template/spec/containers to add /spec/template/spec/containers/2 to',
  ],
])('%s', async (_, files, fault) => {
  expect(await faultsOf(files)).toEqual([fault]);
});

test('files stand in or below the folder of their kustomization, folders anywhere', async () => {
  const outside = (name: string) =>
    expect.stringMatching(`^live/kustomization.yaml:\\d+:\\d+: the file ${name} `) as string;
  const files = { 'above.yaml': deployment, 'patch.yaml': merge('spec: {replicas: 2}'), 'a.env': 'A=1\n' };
  expect(
    await faultsOf({
      ...files,
      'kustomization.yaml': 'resources: [live]\n',
      'live/kustomization.yaml': `resources: [../above.yaml]
configMapGenerator: [{name: env, envs: [../a.env]}]
patches: [{path: ../patch.yaml}]
`,
    }),
  ).toEqual(['above.yaml', 'a.env', 'patch.yaml'].map(outside));
  expect(
    await faultsOf({
      'kustomization.yaml': 'resources: [live]\n',
      'live/kustomization.yaml': 'resources: [../base]\n',
      'base/kustomization.yaml': 'resources: [above.yaml]\n',
      'base/above.yaml': deployment,
    }),
  ).toEqual([]);
});

test('a link leads where it leads, and an absolute path may lead into the folder', async () => {
  const folder = await folderOf({
    'above.yaml': deployment,
    'live/patch.yaml': merge('spec: {replicas: 2}'),
  });
  const live = join(folder, 'live');
  await symlink('../above.yaml', join(live, 'linked.yaml'));
  await writeFile(
    join(live, 'kustomization.yaml'),
    `resources: [linked.yaml]\npatches: [{path: ${live}/patch.yaml}]\n`,
  );
  const { problems } = await readManifests(live);
  expect(problems.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^the file .*live\/linked.yaml is not in or below .*live/),
  ]);
  if (hasKubectl) expect(spawnSync('kubectl', ['kustomize', live]).status).not.toBe(0);
});

test('an item of a merge patch without its key is a fault, though kubectl takes it', async () => {
  const containers = 'spec: {template: {spec: {containers: [{image: web:2}]}}}';
  const folder = await folderOf({
    'deployment.yaml': deployment,
    'kustomization.yaml': patching(merge(containers)),
  });
  expect((await readManifests(folder)).problems).toMatchObject([
    { kind: 'reference', message: 'an item without name: which one it is for cannot be told' },
  ]);
});

test('the lines of a patch are told where it stands, in a block, in one line, or in the older field', async () => {
  const inline = '{apiVersion: v1, kind: Service, metadata: {name: web}}';
  const folder = await folderOf({
    'kustomization.yaml': `patches:
  - patch: '${inline}'
  - patch: |
      ${inline}
patchesStrategicMerge:
  - |
    # a Service
    ${inline}
  - |
    a: [
`,
  });
  const { problems } = await readManifests(folder);
  expect(problems.map(({ position }) => position?.line)).toEqual([8, 11, 2, 4]);
});
