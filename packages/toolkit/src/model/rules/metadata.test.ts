import { expect, test } from 'vitest';
import { formatProblem, readManifestText } from '../index.ts';

const problemsOf = (kind: string, metadata: string, rest = '') =>
  readManifestText(
    `apiVersion: v1\nkind: ${kind}\nmetadata: {name: a${metadata}}\n${rest}\n`,
    'f.yaml',
  ).problems.map((problem) => formatProblem(problem).replace(/^f.yaml:\d+:\d+: /, ''));

test.each([
  ['namespace: A_B', 'metadata.namespace: it must be a DNS label'],
  ['labels: {app: "my app!"}', 'metadata.labels.app: its value is empty or at most 63 letters'],
  ['labels: {a/b/c: x}', 'metadata.labels["a/b/c"]: its name is at most 63 letters'],
  ['labels: {A.b/c: x}', 'metadata.labels["A.b/c"]: its name is at most 63 letters'],
  ['annotations: {"a b": x}', 'metadata.annotations["a b"]: its name is at most 63 letters'],
])('an object with %s is refused', (field, problem) => {
  expect(problemsOf('ServiceAccount', `, ${field}`)).toEqual([expect.stringContaining(problem)]);
});

test('labels and annotations have names with a domain, and annotations any value', () => {
  const labels = 'labels: {app.kubernetes.io/name: my-app_1.0, a: "", A_b: X}';
  const annotations = 'annotations: {Example.com/Note: "any text, {{ even }} this"}';
  expect(problemsOf('ServiceAccount', `, namespace: default, ${labels}, ${annotations}`)).toEqual([]);
});

test('the labels of a template are held to the same', () => {
  const text = `apiVersion: batch/v1
kind: CronJob
metadata: {name: a}
spec:
  schedule: "@daily"
  jobTemplate:
    spec:
      template:
        metadata: {labels: {app: "my app!"}}
        spec: {restartPolicy: Never, containers: [{name: a, image: a}]}
`;
  expect(readManifestText(text, 'f.yaml').problems.map(formatProblem)).toEqual([
    expect.stringMatching(/^f.yaml:9:\d+: spec.jobTemplate.spec.template.metadata.labels.app: its value/),
  ]);
});

test.each([
  ['ConfigMap', 'data: {"a b": x}', 'data["a b"]: a key is'],
  ['ConfigMap', 'data: {..a: x}', 'data["..a"]: a key is'],
  ['ConfigMap', 'data: {a: x}\nbinaryData: {a: eA==}', 'data.a: there is another one in binaryData'],
  ['ConfigMap', 'binaryData: {a: "x!"}', 'binaryData.a: expected base64'],
  ['Secret', 'data: {a: not base64}', 'data.a: expected base64'],
  ['Secret', 'stringData: {a/b: x}', 'stringData["a/b"]: a key is'],
  [
    'Secret',
    'type: kubernetes.io/tls\nstringData: {tls.crt: x}',
    'data: a Secret of type kubernetes.io/tls has tls.key',
  ],
  [
    'Secret',
    'type: kubernetes.io/basic-auth',
    'data: a Secret of type kubernetes.io/basic-auth has username or',
  ],
])('a %s with %s is refused', (kind, rest, problem) => {
  expect(problemsOf(kind, '', rest)).toEqual([expect.stringContaining(problem)]);
});

test('a ConfigMap and a Secret have keys as files have names', () => {
  expect(problemsOf('ConfigMap', '', 'data: {.env: x, a-b_c.d: z}\nbinaryData: {b: "eHh4\\neHh4"}')).toEqual(
    [],
  );
  expect(
    problemsOf('Secret', '', 'type: kubernetes.io/tls\ndata: {tls.crt: eA==}\nstringData: {tls.key: x}'),
  ).toEqual([]);
  expect(problemsOf('Secret', '', 'type: example.com/own\nstringData: {a: x}')).toEqual([]);
});

test('a ConfigMap and a Secret hold 1 MiB, of which what stands in data and stringData is one value', () => {
  const text = 'x'.repeat(2 ** 20);
  const base64 = Buffer.from(text).toString('base64');
  const [entry, encoded] = [`{a: ${text}}`, `{a: ${base64}}`];
  for (const held of [`stringData: ${entry}`, `data: ${encoded}`, `data: ${encoded}\nstringData: ${entry}`])
    expect(problemsOf('Secret', '', held)).toEqual([]);
  const tooLarge = ['data: it holds 1048577 bytes, and at most 1048576 (1 MiB) are taken'];
  expect(problemsOf('Secret', '', `data: {b: eA==}\nstringData: ${entry}`)).toEqual(tooLarge);
  expect(problemsOf('ConfigMap', '', `data: ${entry}`)).toEqual([]);
  expect(problemsOf('ConfigMap', '', `data: ${entry}\nbinaryData: {b: eA==}`)).toEqual(tooLarge);
});
