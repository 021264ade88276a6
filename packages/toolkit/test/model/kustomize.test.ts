/** Our kustomize against kubectl's: the same kustomizations, the same objects. */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { positionOf, readManifests } from '../../src/model/index.ts';
import { folderOf } from './folder.ts';
import { kustomizeCases } from './kustomize-cases.ts';

const absent = spawnSync('kubectl', ['kustomize', '--help']).status !== 0;

describe.skipIf(absent)(
  'kubectl kustomize (skipped where kubectl is not installed) builds the same from',
  () => {
    test.each(Object.entries(kustomizeCases))('%s', async (_, files) => {
      const root = join(await folderOf(files), 'root');
      const theirs = execFileSync('kubectl', ['kustomize', root], { encoding: 'utf8', stdio: 'pipe' });
      const documents = parseAllDocuments(theirs).map((document) => document.toJS() as { kind: string });
      const { objects, problems } = await readManifests(root);
      expect(problems).toEqual([]);
      expect(byKind(objects)).toEqual(byKind(documents));
    });
  },
);

function byKind<T extends { kind: string }>(objects: readonly T[]): T[] {
  return objects.toSorted((a, b) =>
    `${a.kind} ${JSON.stringify(a).length}` < `${b.kind} ${JSON.stringify(b).length}` ? -1 : 1,
  );
}

test.skipIf(absent)(
  'kubectl (skipped where it is not installed) reads the same words as booleans',
  async () => {
    const words = 'data: {a: y, b: n, c: Y, d: No, e: on, f: "y", g: 0o17, h: 017, i: -0o17, j: 0o9, k: t}';
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n${words}\n`;
    const file = join(await folderOf({ 'words.yaml': text }), 'words.yaml');
    const asked = ['label', '--local', '-f', file, 'a=b', '-o', 'json'];
    const theirs = JSON.parse(execFileSync('kubectl', asked, { encoding: 'utf8' })) as { data: unknown };
    const { objects } = await readManifests(file);
    expect(objects[0]?.['data']).toEqual(theirs.data);
  },
);

test('a number of replicas stands where the kustomization says it, not where the base does', async () => {
  const root = join(await folderOf(kustomizeCases['images and replicas'] ?? {}), 'root');
  const { objects } = await readManifests(root);
  const deployment = objects.find(({ kind }) => kind === 'Deployment') ?? {};
  expect(positionOf(deployment, ['spec', 'replicas'])).toMatchObject({
    file: join(root, 'kustomization.yaml'),
    line: 4,
  });
});
