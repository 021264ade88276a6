import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { findRoots, formatProblem, positionOf, readManifests } from '../../src/model/index.ts';
import { folderOf } from './folder.ts';
import { kustomizeCases } from './kustomize-cases.ts';

const service = (name: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {ports: [{port: 80}]}\n`;

test('a folder is read with the folders in it, in one order; a List is taken apart', async () => {
  const folder = await folderOf({
    'b.yaml': `${service('b1')}---\n${service('b2')}`,
    'a/list.yml': `apiVersion: v1\nkind: List\nitems:\n  - {apiVersion: v1, kind: Service, metadata: {name: a}, spec: {clusterIP: None}}\n`,
    'c.json': '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}}',
    'notes.txt': 'nothing',
  });
  const { objects, problems } = await readManifests(folder);
  expect(objects.map(({ metadata }) => metadata.name)).toEqual(['a', 'b1', 'b2', 'c']);
  expect(problems).toEqual([]);
});

test('a list of one kind gives it to items that state none', async () => {
  const folder = await folderOf({
    'a.yaml':
      'apiVersion: v1\nkind: ConfigMapList\nitems: [{metadata: {name: a}}, {kind: Secret, metadata: {name: b}}]\n',
  });
  const { objects, problems } = await readManifests(folder);
  expect(objects).toEqual([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }]);
  expect(problems).toMatchObject([{ message: 'apiVersion is required', position: { line: 3 } }]);
});

test('a file may be in UTF-16', async () => {
  const text = Buffer.from(`\uFEFF${service('ä')}`, 'utf16le');
  const folder = await folderOf({ 'a.yaml': text, 'b.yaml': Buffer.from(text).swap16() });
  for (const file of ['a.yaml', 'b.yaml'])
    expect((await readManifests(join(folder, file))).objects).toMatchObject([{ metadata: { name: 'ä' } }]);
});

test('a kustomization that is empty is a fault', async () => {
  const folder = await folderOf({ 'kustomization.yaml': '# nothing\n' });
  expect((await readManifests(folder)).problems.map(formatProblem)).toEqual([
    `${folder}/kustomization.yaml:1:1: it is empty`,
  ]);
});

test('what no file holds, stands twice or is no object is told', async () => {
  const folder = await folderOf({
    'a.yaml': service('x'),
    'b.yaml': service('x'),
    'values.yaml': 'replicas: 3\n',
  });
  const { problems } = await readManifests(folder);
  expect(problems.map((problem) => `${problem.kind} ${problem.message}`)).toEqual([
    'unsupported no Kubernetes object: it has neither apiVersion nor kind',
    'reference Service x stands twice; the last one would win',
  ]);
  expect((await readManifests(join(folder, 'absent'))).problems).toMatchObject([{ kind: 'reference' }]);
});

test('after patches each value still knows its file and line', async () => {
  const folder = await folderOf(kustomizeCases['strategic merge patches'] ?? {});
  const { objects } = await readManifests(join(folder, 'root'));
  const deployment = objects.find(({ kind }) => kind === 'Deployment') ?? {};
  const place = (...path: (string | number)[]) => {
    const position = positionOf(deployment, ['spec', 'template', 'spec', 'containers', 0, ...path]);
    return position && `${relative(folder, position.file)}:${position.line}`;
  };
  expect(place('env', 1, 'value')).toBe('root/patch.yaml:12');
  expect(place('image')).toBe('base/deployment.yaml:15');
  expect(place('args')).toBe('root/patch.yaml:11');
  const service = objects.find(({ kind }) => kind === 'Service') ?? {};
  expect(positionOf(service, ['spec', 'type'])).toMatchObject({ line: 9 });
});

test('a null of a base is there to its patches, and gone in the end', async () => {
  const folder = await folderOf({
    'kustomization.yaml': `resources: [service.yaml]
patches:
  - target: {kind: Service, labelSelector: app!=web}
    patch: '[{"op": "remove", "path": "/spec/clusterIP"}, {"op": "add", "path": "/spec/externalName", "value": null}]'
`,
    'service.yaml': `apiVersion: v1
kind: Service
metadata: {name: x, labels: , annotations: }
spec: {clusterIP: , ports: [{port: 80}]}
`,
  });
  expect(await readManifests(folder)).toEqual({
    objects: [
      { apiVersion: 'v1', kind: 'Service', metadata: { name: 'x' }, spec: { ports: [{ port: 80 }] } },
    ],
    problems: [],
    lacksRemote: false,
    isPartial: false,
  });
});

test('a patch that may be for what is remote is no fault', async () => {
  const folder = await folderOf({
    'kustomization.yaml': `resources: [https://example.com/remote]
patches:
  - target: {kind: Deployment}
    patch: '[{"op": "remove", "path": "/spec/replicas"}]'
  - patch: |
      apiVersion: v1
      kind: Service
      metadata: {name: web}
`,
  });
  const { problems, lacksRemote } = await readManifests(folder);
  expect(problems.map(({ kind, message }) => `${kind} ${message}`)).toEqual([
    'unsupported https://example.com/remote is remote, and not fetched',
    'unsupported the patch for Deployment may be for what is remote, and is not applied',
    'unsupported the patch for Service web may be for what is remote, and is not applied',
  ]);
  expect(lacksRemote).toBe(true);
});

test('faults of a kustomization are told where they stand', async () => {
  const folder = await folderOf({
    'kustomization.yaml': `resources:
  - absent.yaml
  - https://example.com/remote
  - git@example.com:a/b.git
  - github.com/a/b
  - circle
components: [https://example.com/component]
configMapGenerator:
  - name: env
    files: [gone.txt]
replacements: []
patches:
  - path: lost.yaml
  - patch: |
      apiVersion: v1
      kind: Service
      metadata: {name: nobody}
`,
    'circle/kustomization.yaml': 'resources: [..]\n',
  });
  const { problems } = await readManifests(folder);
  expect(problems.map((problem) => formatProblem(problem).replaceAll(`${folder}/`, ''))).toEqual([
    expect.stringMatching(/^kustomization.yaml:11:1: replacements: this field/),
    'kustomization.yaml:2:5: there is no absent.yaml',
    'kustomization.yaml:3:5: https://example.com/remote is remote, and not fetched',
    'kustomization.yaml:4:5: git@example.com:a/b.git is remote, and not fetched',
    'kustomization.yaml:5:5: github.com/a/b is remote, and not fetched',
    expect.stringContaining('includes itself'),
    expect.stringMatching(/^kustomization.yaml:9:5: .*gone.txt could not be read \(ENOENT\)$/),
    'kustomization.yaml:7:14: https://example.com/component is remote, and not fetched',
    expect.stringMatching(/lost.yaml could not be read \(ENOENT\)$/),
    'kustomization.yaml:16:5: the patch for Service nobody may be for what is remote, and is not applied',
  ]);
});

test('a field that kustomize does not know is a fault', async () => {
  const folder = await folderOf({
    'kustomization.yaml': 'Resources: []\nresource: []\npatchs: []\nhelmCharts: []\n',
  });
  const { problems } = await readManifests(folder);
  expect(
    problems.map((problem) => `${problem.kind} ${formatProblem(problem).replace(`${folder}/`, '')}`),
  ).toEqual([
    expect.stringMatching(/^unsupported kustomization.yaml:1:1: Resources: this field/),
    'schema kustomization.yaml:2:1: resource: unknown field; did you mean resources?',
    'schema kustomization.yaml:3:1: patchs: unknown field; did you mean patches?',
    expect.stringMatching(/^unsupported kustomization.yaml:4:1: helmCharts: this field/),
  ]);
});

test('fields of a kustomization that are not what they have to be are told where they stand, and do no harm', async () => {
  const folder = await folderOf({
    'kustomization.yaml': `resources: [service.yaml, 1]
components: a
namespace: 1
configMapGenerator:
  - {name: a, literals: [1, A, =1]}
  - {name: b, literals: A=b}
  -
  - {name: d, options: {immutable: yes please}, env: [d.env]}
  - {literals: [A=1]}
labels:
  - {pairs: {a: 1}, fields: []}
  - text
images: [{name: web, newTag: 2}]
replicas: [{name: web, count: many}]
patches:
  - service.yaml
  - {target: {name: '*'}, patch: '[]'}
  - {target: {kind: Service}}
patchesStrategicMerge:
  - {kind: Service}
commonLabels: [a]
`,
    'service.yaml': service('web'),
  });
  const { problems } = await readManifests(folder);
  expect(problems.map((problem) => formatProblem(problem).replaceAll(`${folder}/`, ''))).toEqual([
    'kustomization.yaml:1:27: resources[1]: expected a text',
    'kustomization.yaml:2:1: components: expected a list',
    'kustomization.yaml:3:1: namespace: expected a text',
    'kustomization.yaml:5:26: configMapGenerator[0].literals[0]: expected key=value',
    'kustomization.yaml:5:29: configMapGenerator[0].literals[1]: expected key=value',
    'kustomization.yaml:5:32: configMapGenerator[0].literals[2]: expected key=value',
    'kustomization.yaml:6:15: configMapGenerator[1].literals: expected a list',
    'kustomization.yaml:7:4: configMapGenerator[2]: expected a map',
    'kustomization.yaml:8:25: configMapGenerator[3].options.immutable: expected true or false',
    'kustomization.yaml:8:49: configMapGenerator[3].env: expected a text',
    'kustomization.yaml:9:5: configMapGenerator[4]: name is required',
    'kustomization.yaml:11:14: labels[0].pairs.a: expected a text',
    'kustomization.yaml:11:21: labels[0].fields: this field of a kustomization is not carried out',
    'kustomization.yaml:12:5: labels[1]: expected a map',
    'kustomization.yaml:13:22: images[0].newTag: expected a text',
    'kustomization.yaml:14:24: replicas[0].count: expected an integer',
    'kustomization.yaml:16:5: patches[0]: expected a map',
    'kustomization.yaml:17:15: patches[1].target.name: expected a regular expression',
    'kustomization.yaml:18:5: patches[2]: patch or path is required',
    'kustomization.yaml:20:5: patchesStrategicMerge[0]: expected a text',
    'kustomization.yaml:21:1: commonLabels: expected a map',
  ]);
  expect(problems.filter(({ kind }) => kind !== 'schema')).toHaveLength(1);
});

test('a patch that fits no object is a fault where it has no target, and nothing else where it has one', async () => {
  const folder = await folderOf({
    'kustomization.yaml': `patches:
  - patch: |
      apiVersion: v1
      kind: Service
      metadata: {name: nobody}
  - {target: {kind: Job}, patch: '[{"op": "remove", "path": "/spec"}]'}
`,
  });
  const { problems, lacksRemote } = await readManifests(folder);
  expect(
    problems.map((problem) => `${problem.kind} ${formatProblem(problem).replaceAll(`${folder}/`, '')}`),
  ).toEqual([
    'reference kustomization.yaml:4:5: no object fits the patch for Service nobody',
    'unsupported kustomization.yaml:6:27: no object fits the patch for Job',
  ]);
  expect(lacksRemote).toBe(false);
});

test('files beside kustomizations are a root of their own, but for those that a kustomization names or that stand below it', async () => {
  const folder = await folderOf({
    'deployment.yaml': service('web'),
    'more/service.yaml': service('more'),
    'shared/patch.yaml': service('web'),
    'shared/app.yaml': service('app'),
    'chart/Chart.yaml': 'apiVersion: v2\nname: chart\n',
    'chart/templates/service.yaml': '{{ if }}',
    'extras/kustomization.yaml': `resources: [service.yaml]
patches: [{path: ../shared/patch.yaml}]
configMapGenerator: [{name: app, files: [key=../shared/app.yaml]}]
`,
    'extras/service.yaml': service('web'),
    'extras/unused/service.yaml': service('unused'),
  });
  expect((await findRoots(folder)).map((root) => relative(folder, root))).toEqual(['', 'extras']);
  const { objects, problems } = await readManifests(folder);
  expect(objects.map(({ metadata }) => metadata.name)).toEqual(['web', 'more']);
  expect(problems.map((problem) => formatProblem(problem).replaceAll(`${folder}/`, ''))).toEqual([
    'chart/Chart.yaml:1:1: a Helm chart is not read; check what `helm template` writes',
  ]);
});

test('a chart that is itself asked for is one fault', async () => {
  const folder = await folderOf({
    'Chart.yaml': 'apiVersion: v2\nname: chart\n',
    'values.yaml': 'replicas: 3\n',
    'templates/service.yaml': '{{ if }}',
  });
  expect(await findRoots(folder)).toEqual([folder]);
  const { problems } = await readManifests(folder);
  expect(
    problems.map((problem) => `${problem.kind} ${formatProblem(problem).replace(`${folder}/`, '')}`),
  ).toEqual(['schema Chart.yaml:1:1: a Helm chart is not read; check what `helm template` writes']);
});

test('files beside kustomizations that hold no objects are no root', async () => {
  const folder = await folderOf({
    'values.yaml': 'replicas: 3\n',
    'base/kustomization.yaml': '',
  });
  expect((await findRoots(folder)).map((root) => relative(folder, root))).toEqual(['base']);
});

test('roots are the kustomizations that no other one includes', async () => {
  const folder = await folderOf({
    'base/kustomization.yaml': '',
    'components/extra/kustomization.yaml': 'kind: Component\n',
    'overlays/dev/kustomization.yaml': 'resources: [../../base]\n',
    'overlays/production/kustomization.yaml': 'resources: [../../base]\n',
  });
  const roots = await findRoots(folder);
  expect(roots.map((root) => relative(folder, root))).toEqual(['overlays/dev', 'overlays/production']);
});
