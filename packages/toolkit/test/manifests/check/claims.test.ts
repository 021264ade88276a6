/** Claims of one node, and pods of several. */
import { expect, test } from 'vitest';
import { check, plain, workload } from '../check-text.ts';

const claim = (spec: string) => `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {resources: {requests: {storage: 1Gi}}, ${spec}}
`;
const once = 'accessModes: [ReadWriteOnce]';
const scaler = `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: 1, maxReplicas: 4, metrics: []}
`;
const mounted =
  'volumes: [{name: tmp, emptyDir: {}}, {name: data, persistentVolumeClaim: {claimName: data}}]';
const recreate = 'strategy: {type: Recreate}';
const pods = (fields = '', pod: readonly string[] = []) =>
  workload([], [mounted, ...pod]).replace('\nspec:\n', `\nspec:\n  ${fields}\n`);
const found = (...texts: string[]) =>
  check(plain, ...texts)
    .findings.filter(({ rule }) => rule.startsWith('replicas/claim'))
    .map(({ path, message }) => `${path}: ${message}`);

test.each([
  [
    'a rollout',
    [pods()],
    /^spec.template.spec.volumes\[1\].persistentVolumeClaim: .*the new pod of a rollout waits/,
  ],
  ['a surge of one', [pods('strategy: {rollingUpdate: {maxSurge: 1}}')], /the new pod of a rollout waits/],
  ['several replicas', [pods(`replicas: 3\n  ${recreate}`)], /of 3 pods those on other nodes never start/],
  ['an autoscaler', [pods(recreate), scaler], /of 4 pods those on other nodes never start/],
])('a ReadWriteOnce claim does not bear %s', (_, texts, message) => {
  expect(found(...texts, claim(once))).toEqual([expect.stringMatching(message)]);
});

test.each([
  ['the old pod ends before', [pods(recreate), claim(once)]],
  [
    'the old pod ends before, by the numbers',
    [pods('strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}'), claim(once)],
  ],
  ['there are no pods', [pods('replicas: 0'), claim(once)]],
  ['many nodes may mount it', [pods(), claim('accessModes: [ReadWriteMany]')]],
  ['one of its modes is for many', [pods(), claim('accessModes: [ReadWriteOnce, ReadOnlyMany]')]],
  ['its class is a file system', [pods(), claim(`${once}, storageClassName: nfs-client`)]],
  ['pods follow the node of their volume', [pods(), claim(`${once}, storageClassName: local-path`)]],
  ['somebody has made its volume', [pods(), claim(`${once}, volumeName: shared`)]],
  ['the pods are on one node', [pods('', ['nodeSelector: {kubernetes.io/hostname: a}']), claim(once)]],
  [
    'the pods are on one node by their affinity',
    [
      pods('', [
        'affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [a]}]}]}}}',
      ]),
      claim(once),
    ],
  ],
  ['the claim is elsewhere', [pods()]],
])('%s', (_, texts) => {
  expect(found(...texts)).toEqual([]);
});

test('how a Rollout replaces its pods is not read', () => {
  const rollout = (fields: string) =>
    pods(fields).replace('apps/v1', 'argoproj.io/v1alpha1').replace('kind: Deployment', 'kind: Rollout');
  for (const fields of ['strategy:', 'strategy: {canary: {maxSurge: 0}}'])
    expect(found(rollout(fields), claim(once))).toEqual([]);
  expect(found(rollout('replicas: 2'), claim(once))).toEqual([expect.stringMatching(/of 2 pods/)]);
});

test('a claim of one pod is told as that', () => {
  const told = (fields: string) => found(pods(fields), claim('accessModes: [ReadWriteOncePod]'));
  expect(told('')).toEqual([expect.stringMatching(/, for one pod: the new pod of a rollout waits/)]);
  expect(told('replicas: 2')).toEqual([expect.stringMatching(/, for one pod: of 2 pods all but one/)]);
});

test('a StatefulSet replaces each pod in its place', () => {
  const text = pods().replace('kind: Deployment', 'kind: StatefulSet');
  expect(found(text, claim(once))).toEqual([]);
});
