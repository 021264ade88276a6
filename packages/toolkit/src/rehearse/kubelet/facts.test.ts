import { statfsSync } from 'node:fs';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { expect, test } from 'vitest';
import { somePod } from '../testing/index.ts';
import { fieldValue } from './downward-api/index.ts';
import { resolveSurroundings } from './facts.ts';

test('§1 what a node is not told to have is this machine’s', () => {
  const { bsize, blocks } = statfsSync(tmpdir());
  expect(resolveSurroundings({}, '198.18.0.1').node).toMatchObject({
    cpuMilli: availableParallelism() * 1000,
    memoryBytes: totalmem(),
    storageBytes: bsize * blocks,
  });
});

test('§1 fieldRef: the account that is stated, under its older name too, over which the newer one stands', () => {
  const { node } = resolveSurroundings({}, '198.18.0.1');
  const account = (fields: object) => {
    const spec = { containers: [{ name: 'app' }], ...fields };
    return fieldValue({ fieldPath: 'spec.serviceAccountName' }, somePod({ spec }), node);
  };
  expect(account({ serviceAccount: 'old' })).toBe('old');
  expect(account({ serviceAccount: 'old', serviceAccountName: 'new' })).toBe('new');
});

test('§1 fieldRef: all labels and annotations are lines of a file, sorted by their names', () => {
  const { node } = resolveSurroundings({}, '198.18.0.1');
  const map = { b: 'two\n"lines"', c: '', a: '1' };
  const pod = somePod({ labels: map, annotations: map });
  for (const fieldPath of ['metadata.labels', 'metadata.annotations'])
    expect(fieldValue({ fieldPath }, pod, node)).toBe('a="1"\nb="two\\n\\"lines\\""\nc=""');
  expect(fieldValue({ fieldPath: "metadata.annotations['absent']" }, pod, node)).toBe('');
});
