/** `seaworthy manifests`: whose contract it takes, and which images. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { seaworthy } from '../init/init-command.ts';
import { folderOf } from '../model/folder.ts';
import { plain } from './check-text.ts';

const python = { 'seaworthy.yaml': stringify(plain), 'main.py': '' };

test('a program in a language that is not started here has its contract in seaworthy.yaml', async () => {
  const folder = await folderOf(python);
  const { code } = await seaworthy(folder, 'manifests');
  expect(code).toBe(0);
  expect(await readFile(join(folder, 'deploy/base/deployment.yaml'), 'utf8')).toContain('image: web:0.0.1');
  expect((await seaworthy(folder, 'manifests', '--check')).code).toBe(0);
});

test('what the contract no longer asks for goes, and a copy of it stays', async () => {
  const folder = await folderOf(python);
  await seaworthy(folder, 'manifests');
  const service = await readFile(join(folder, 'deploy/base/service.yaml'));
  await mkdir(join(folder, 'deploy/components/internal'));
  await writeFile(join(folder, 'deploy/components/internal/service.yaml'), service);
  await writeFile(join(folder, 'seaworthy.yaml'), stringify({ ...plain, ports: [] }));
  const { out } = await seaworthy(folder, 'manifests');
  expect(out).toMatch(/^removed +deploy\/base\/service.yaml$/m);
  expect(await readFile(join(folder, 'deploy/components/internal/service.yaml'))).toEqual(service);
});

test('where there is no contract either, it is said how to name one', async () => {
  const { code, err } = await seaworthy(await folderOf({ 'main.py': '' }), 'manifests');
  expect(code).not.toBe(0);
  expect(err).toContain('seaworthy.yaml');
});

test.each(['reg.example/team/web:1.2', `reg.example/web@sha256:${'a'.repeat(64)}`, 'Reg/Web'])(
  'the image %j is refused before anything is written',
  async (image) => {
    const folder = await folderOf(python);
    const { code, err } = await seaworthy(folder, 'manifests', '--image', image);
    expect(code).not.toBe(0);
    expect(err).toContain('without tag and digest');
    await expect(readFile(join(folder, 'deploy/base/deployment.yaml'))).rejects.toThrow('ENOENT');
  },
);

test('an image may have a registry with a port', async () => {
  const folder = await folderOf(python);
  const { code } = await seaworthy(folder, 'manifests', '--image', 'localhost:5000/team/web');
  expect(code).toBe(0);
  expect(await readFile(join(folder, 'deploy/base/deployment.yaml'), 'utf8')).toContain(
    'image: localhost:5000/team/web:0.0.1',
  );
});
