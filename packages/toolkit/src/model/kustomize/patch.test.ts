import { expect, test } from 'vitest';
import { newItem, type Item } from './item.ts';
import { applyPatch } from './patch.ts';

function service(name: string, namespace?: string): Item {
  const metadata = { name, ...(namespace !== undefined && { namespace }) };
  return newItem({ apiVersion: 'v1', kind: 'Service', metadata, spec: {} });
}

/** What is told of a patch for a Service of this metadata, and which of the items it changed. */
async function patched(items: Item[], metadata: string) {
  const patch = `{apiVersion: v1, kind: Service, metadata: ${metadata}, spec: {type: NodePort}}`;
  const files = { folder: '.', readFile: () => Promise.reject(new Error('no file is read')) };
  const problems = await applyPatch(items, { patch }, files, undefined);
  const changed = items.filter(({ object }) => JSON.stringify(object).includes('NodePort'));
  return {
    told: problems.map(({ message }) => message),
    changed: changed.map((item) => items.indexOf(item)),
  };
}

test('a patch is for the object of its name and namespace', async () => {
  const items = () => [service('web', 'one'), service('web', 'other'), service('web')];
  expect(await patched(items(), '{name: web, namespace: other}')).toEqual({ told: [], changed: [1] });
  expect(await patched(items(), '{name: web}')).toEqual({ told: [], changed: [2] });
  expect(await patched(items(), '{name: web, namespace: default}')).toEqual({ told: [], changed: [2] });
});

test('a patch that fits none for its namespace alone is told with it', async () => {
  expect(await patched([service('web', 'one')], '{name: web}')).toEqual({
    told: ['no object fits the patch for Service web of the namespace default'],
    changed: [],
  });
  expect((await patched([service('web', 'one')], '{name: api}')).told).toEqual([
    'no object fits the patch for Service api',
  ]);
});

test('a patch without a target that fits several changes none of them', async () => {
  const moved = service('web', 'one');
  moved.namespaces.unshift('default');
  const { told, changed } = await patched([moved, service('web')], '{name: web}');
  expect(told).toEqual([expect.stringMatching(/^several objects fit the patch for Service web/)]);
  expect(changed).toEqual([]);
});
