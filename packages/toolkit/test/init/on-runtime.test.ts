import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderOf } from '../model/folder.ts';
import { nodeService, seaworthy } from './init-command.ts';

/** The package.json of a service that has our runtime among its packages, and these besides. */
function manifestWith(others: Readonly<Record<string, string>> = {}): string {
  const dependencies = { '@seaworthy/runtime': '*', ...others };
  return JSON.stringify({ ...JSON.parse(nodeService['package.json']), dependencies });
}

test('a service on our runtime that cannot be asked yet gets no contract that would outrank its own', async () => {
  const source = "import { defineService } from '@seaworthy/runtime'; defineService({});";
  const folder = await folderOf({ 'package.json': manifestWith(), 'src/main.js': source });
  const { code, out, err } = await seaworthy(folder, 'init');
  expect(code).toBe(0);
  expect(err).toContain('[SW_PACKAGE_MISSING]\nThe manifests are drafted from the source instead; once');
  expect(out).toMatch(/^written +deploy\/base\/deployment\.yaml$/m);
  expect(out).not.toMatch(/^written +seaworthy\.yaml$/m);
});

test('a service that only has our runtime among its packages is not started to be asked, and gets a contract', async () => {
  const folder = await folderOf({
    ...nodeService,
    'package.json': manifestWith(),
    'src/main.js': "import { writeFileSync } from 'node:fs'; writeFileSync('started', '');",
  });
  const asked = await seaworthy(folder, 'manifests', '--check');
  expect(asked.err).toContain('[SW_CONTRACT_MISSING]');
  const { code, out, err } = await seaworthy(folder, 'init');
  expect(code).toBe(0);
  expect(err).not.toContain('SW_');
  expect(out).toMatch(/^written +seaworthy\.yaml$/m);
  expect((await seaworthy(folder, 'manifests')).code).toBe(0);
  expect(existsSync(join(folder, 'started'))).toBe(false);
});

test('a service whose packages define it, and that does not tell its contract, gets one', async () => {
  const folder = await folderOf({
    ...nodeService,
    'package.json': manifestWith({ kit: '*' }),
    'src/main.js': "import { serve } from 'kit'; serve();",
    'node_modules/kit/package.json': '{ "name": "kit", "version": "1.0.0", "type": "module" }',
    'node_modules/kit/index.js':
      'export const serve = () => defineService({}); const defineService = () => process.exit(1);',
  });
  const { code, out, err } = await seaworthy(folder, 'init');
  expect(code).toBe(0);
  expect(err).toContain('[SW_DESCRIBE_FAILED]\nThe contract is drafted from the source instead.\n');
  expect(out).toMatch(/^written +seaworthy\.yaml$/m);
});

test('of a service that its entry does not load is told what to name', async () => {
  const folder = await folderOf({
    ...nodeService,
    'package.json': manifestWith(),
    'src/service.js': "import { defineService } from '@seaworthy/runtime'; defineService({});",
  });
  const { code, out, err } = await seaworthy(folder, 'init');
  expect(code).toBe(0);
  expect(out).not.toMatch(/^written +seaworthy\.yaml$/m);
  expect(err).toMatch(
    /^seaworthy: No contract: the source defines a service that src\/main\.js does not load\. .*--entry/m,
  );
});
