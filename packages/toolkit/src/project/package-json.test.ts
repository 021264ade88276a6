import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { licenceOf, readPackageJson } from './package-json.ts';

test.each([
  ['null', 'It is not an object'],
  ['[]', 'It is not an object'],
  ['{ "name": 5 }', 'name is not a text'],
  ['{ "dependencies": { "pg": 8 } }', 'dependencies.pg is not a text'],
  ['{ "seaworthy": { "image": { "assets": "r.sql" } } }', 'seaworthy.image.assets is not a list of texts'],
  ['{ "seaworthy": { "image": { "warmUp": [] } } }', 'seaworthy.image.warmUp is not an object'],
])('the package.json %s is refused in words', async (text, what) => {
  const folder = packageFolder(text);
  await expect(readPackageJson(folder)).rejects.toMatchObject({
    code: 'SW_PROJECT_FILE',
    what,
    where: join(folder, 'package.json'),
  });
});

test('a byte order mark is passed over, as npm does', async () => {
  expect(await readPackageJson(packageFolder('\uFEFF{ "name": "shop" }'))).toMatchObject({ name: 'shop' });
});

test('what is not read may be anything', async () => {
  const text = '{ "name": "shop", "private": true, "license": ["MIT"], "toString": 1 }';
  expect(await readPackageJson(packageFolder(text))).toMatchObject({ name: 'shop', private: true });
});

test.each([
  ['MIT', 'MIT'],
  [{ type: 'MIT', url: 'https://licence.test' }, 'MIT'],
  [['MIT'], undefined],
  [null, undefined],
  [undefined, undefined],
])('the licence %j is read as %j', (license, expected) => {
  expect(licenceOf({ license })).toBe(expected);
});

function packageFolder(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-package-'));
  writeFileSync(join(folder, 'package.json'), text);
  return folder;
}
