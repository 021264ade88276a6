import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writing } from './writing.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-writing-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const write = (partial: string) => writeFile(partial, 'whole');

test.each([
  ['a folder that is a file', 'file/image.tar', /ENOTDIR|EEXIST/],
  ['a name that is a folder’s', 'folder', /EISDIR/],
])('%s is told as what cannot be written, and nothing is left', async (_, path, reason) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'file'), '');
  await writing(join(folder, 'folder/inner'), write);
  const written = writing(join(folder, path), write);
  await expect(written).rejects.toMatchObject({
    code: 'SW_WRITE_FAILED',
    what: expect.stringMatching(reason),
    where: join(folder, path),
  });
  expect(readdirSync(folder).toSorted()).toEqual(['file', 'folder']);
});

test('what goes wrong in the making is told as it is', async () => {
  const reason = new Error('the registry is gone');
  const path = join(temporaryFolder(), 'image.tar');
  await expect(writing(path, () => Promise.reject(reason))).rejects.toBe(reason);
});
