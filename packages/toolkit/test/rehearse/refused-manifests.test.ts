/** Manifests that are not rehearsed, and what is said of them. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readWorkload } from '../../src/rehearse/workload/index.ts';
import { folderOf } from '../model/folder.ts';

test('a fault says what to do about it', async () => {
  const path = await folderOf({ 'chart/Chart.yaml': 'apiVersion: v2\nname: chart\n', 'rehearse.yaml': '' });
  await expect(readWorkload({ path, manifests: join(path, 'chart') })).rejects.toThrow(
    /a Helm chart is not read.*Render it by `helm template \S+ > rendered.yaml`/,
  );
});
