import { expect, test } from 'vitest';
import { deleted, strategicMerge } from './strategic-merge.ts';

const pod = 'core.v1.PodSpec';
const base = {
  serviceAccountName: 'a',
  containers: [
    { name: 'main', args: ['a', 'b'], env: [{ name: 'X', value: '1' }] },
    { name: 'side', image: 'side:1' },
  ],
};

test('maps are merged, null deletes, lists without a key are replaced', () => {
  const patch = { serviceAccountName: null, containers: [{ name: 'main', args: ['c'] }] };
  expect(strategicMerge(base, patch, pod)).toEqual({
    containers: [
      { name: 'main', args: ['c'], env: [{ name: 'X', value: '1' }] },
      { name: 'side', image: 'side:1' },
    ],
  });
});

test('directives that kustomize does not know stay where they are, as in its output', () => {
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } };
  const patch = { strategy: { $retainKeys: ['type'], type: 'Recreate' } };
  expect(strategicMerge({ strategy }, patch, 'apps.v1.DeploymentSpec')).toEqual({
    strategy: { $retainKeys: ['type'], type: 'Recreate', rollingUpdate: { maxSurge: 1 } },
  });
});

test('ports are told apart by their protocol too, which is TCP where none is stated', () => {
  const service = {
    ports: [
      { name: 'a', port: 80 },
      { name: 'b', port: 80, protocol: 'UDP' },
    ],
  };
  const merged = (...ports: object[]) => strategicMerge(service, { ports }, 'core.v1.ServiceSpec');
  expect(merged({ port: 80, protocol: 'TCP', targetPort: 1 })).toEqual({
    ports: [{ name: 'a', port: 80, protocol: 'TCP', targetPort: 1 }, service.ports[1]],
  });
  expect(merged({ port: 80, protocol: 'UDP', $patch: 'delete' })).toEqual({ ports: [service.ports[0]] });
});

test('$patch: delete takes an item out of a keyed list', () => {
  const patch = { containers: [{ name: 'side', $patch: 'delete' }] };
  expect(strategicMerge(base, patch, pod)).toMatchObject({ containers: [{ name: 'main' }] });
});

test('$patch: replace drops what was there', () => {
  const patch = { containers: [{ $patch: 'replace' }, { name: 'only' }] };
  expect(strategicMerge(base, patch, pod)).toMatchObject({ containers: [{ name: 'only' }] });
  expect(strategicMerge(base, { $patch: 'replace', hostname: 'h' }, pod)).toEqual({ hostname: 'h' });
});

test('$patch: delete of the whole', () => {
  expect(strategicMerge(base, { $patch: 'delete' }, pod)).toBe(deleted);
});

test('without a type every list is replaced', () => {
  expect(strategicMerge(base, { containers: [{ name: 'n' }] }, undefined)).toMatchObject({
    containers: [{ name: 'n' }],
  });
});

test('the base stays as it was', () => {
  const before = structuredClone(base);
  strategicMerge(base, { containers: [{ name: 'main', image: 'i' }] }, pod);
  expect(base).toEqual(before);
});
