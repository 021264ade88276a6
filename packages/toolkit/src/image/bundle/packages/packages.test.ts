import { expect, test } from 'vitest';
import { join } from 'node:path';
import { folderOf } from '../../../../test/model/folder.ts';
import { PackageFinder } from './packages.ts';

test('a package whose package.json begins with a byte order mark is one like others', async () => {
  const root = await folderOf({ 'package.json': '\uFEFF{ "name": "p", "version": "1.0.0" }' });
  expect(new PackageFinder().of(join(root, 'index.js'))).toMatchObject({ name: 'p', version: '1.0.0' });
});
