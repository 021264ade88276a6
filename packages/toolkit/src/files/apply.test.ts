import { mkdir, mkdtempDisposable, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { applyChanges } from './apply.ts';

test('what cannot be written or removed is SW_WRITE_FAILED with its place, and leaves nothing half-written', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'seaworthy-'));
  await writeFile(join(folder.path, 'file'), '');
  await mkdir(join(folder.path, 'folder'));
  const applied = (path: string, kind: 'create' | 'remove') =>
    applyChanges(folder.path, [{ path, kind, owner: 'yours', before: '', after: 'text' }]);
  for (const [path, kind] of [
    ['file/below', 'create'],
    ['folder', 'create'],
    ['folder', 'remove'],
  ] as const)
    await expect(applied(path, kind), `${kind} ${path}`).rejects.toMatchObject({
      code: 'SW_WRITE_FAILED',
      where: join(folder.path, path),
    });
  expect((await readdir(folder.path)).toSorted()).toEqual(['file', 'folder']);
});
