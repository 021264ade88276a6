import { expect, test } from 'vitest';
import { folderOf } from '../model/folder.ts';
import { nodeService, seaworthy } from './init-command.ts';

test('a service on our runtime that cannot be asked yet gets no contract that would outrank its own', async () => {
  const manifest = JSON.stringify({
    ...JSON.parse(nodeService['package.json']),
    dependencies: { '@seaworthy/runtime': '*' },
  });
  const source = "import { defineService } from '@seaworthy/runtime'; defineService({});";
  const folder = await folderOf({ 'package.json': manifest, 'src/main.js': source });
  const { code, out, err } = await seaworthy(folder, 'init');
  expect(code).toBe(0);
  expect(err).toContain('[SW_PACKAGE_MISSING]\nThe manifests are drafted from the source instead; once');
  expect(out).toMatch(/^written +deploy\/base\/deployment\.yaml$/m);
  expect(out).not.toMatch(/^written +seaworthy\.yaml$/m);
});

test('a service that uses parts of our runtime, and tells no contract of its own, gets one', async () => {
  const manifest = JSON.stringify({
    ...JSON.parse(nodeService['package.json']),
    dependencies: { '@seaworthy/runtime': '*' },
  });
  const folder = await folderOf({
    ...nodeService,
    'package.json': manifest,
    'src/main.js': 'process.exit(1);',
  });
  const { code, out, err } = await seaworthy(folder, 'init');
  expect(code).toBe(0);
  expect(err).toContain('[SW_DESCRIBE_FAILED]\nThe contract is drafted from the source instead.\n');
  expect(out).toMatch(/^written +seaworthy\.yaml$/m);
  expect((await seaworthy(folder, 'manifests')).code).toBe(0);
});
