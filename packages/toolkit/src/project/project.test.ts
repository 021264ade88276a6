import { mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderOf } from '../../test/model/folder.ts';
import { readProject } from './project.ts';

test('what cannot be seen is not taken for what is not there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-project-'));
  await expect(readProject(folder)).rejects.toMatchObject({ code: 'SW_PROJECT_MISSING' });
  // As of a folder that the user may not enter, but so for root too.
  symlinkSync('package.json', join(folder, 'package.json'));
  await expect(readProject(folder)).rejects.toMatchObject({
    code: 'SW_PROJECT_FILE',
    where: expect.stringMatching(/\/package\.json$/),
  });
});

test('a Go service has the name and the version of its contract, as its manifests', async () => {
  const files = {
    'go.mod': 'module example.com/acme/v2\n',
    'cmd/api/main.go': 'package main\n',
    'cmd/worker/main.go': 'package main\n',
  };
  const contract = `contractVersion: 1
name: shop
version: 1.2.3
language: go
command: [/api]
ports: []
probes: {}
shutdown: { gracePeriodSeconds: 30, drainDelaySeconds: 0 }
config: []
`;
  const stated = await readProject(await folderOf({ ...files, 'seaworthy.yaml': contract }));
  expect(stated).toMatchObject({
    name: 'shop',
    version: '1.2.3',
    entry: expect.stringMatching(/\/cmd\/api$/),
  });
  const worker = contract.replace('shop', 'shop-worker').replace('/api', '/worker');
  const beside = await folderOf({ ...files, 'seaworthy.yaml': 'broken: 1\n', 'worker.yaml': worker });
  expect(await readProject(beside, { contract: join(beside, 'worker.yaml') })).toMatchObject({
    name: 'shop-worker',
    entry: expect.stringMatching(/\/cmd\/worker$/),
  });
  const other = await readProject(await folderOf(files), { entry: 'cmd/api' });
  expect(other).toMatchObject({ name: 'acme', version: '0.0.0' });
});
