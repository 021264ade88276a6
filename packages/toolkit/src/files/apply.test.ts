import { mkdir, mkdtempDisposable, readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
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

test('behind a link the file is written that it leads to', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'seaworthy-'));
  const link = join(folder.path, 'Dockerfile');
  await mkdir(join(folder.path, 'docker'));
  await writeFile(join(folder.path, 'docker/file'), 'before');
  await symlink('docker/file', link);
  await applyChanges(folder.path, [
    { path: 'Dockerfile', kind: 'differs', owner: 'yours', before: 'before', after: 'after' },
  ]);
  expect(await readlink(link)).toBe('docker/file');
  expect(await readFile(join(folder.path, 'docker/file'), 'utf8')).toBe('after');
});
