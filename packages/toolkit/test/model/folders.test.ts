/** Folders as they are in repositories: with what editors leave, with links, with one folder for each environment, and encrypted. */
import { symlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { findRoots, formatProblem, readManifests } from '../../src/model/index.ts';
import { folderOf } from './folder.ts';

const service = (name: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {ports: [{port: 80}]}\n`;

const rootsOf = async (folder: string) => (await findRoots(folder)).map((root) => relative(folder, root));

async function told(folder: string): Promise<string[]> {
  const { problems } = await readManifests(folder);
  return problems.map((problem) => `${problem.kind} ${formatProblem(problem).replaceAll(`${folder}/`, '')}`);
}

test('hidden files are passed over, and links that lead to no file are told', async () => {
  const folder = await folderOf({ 'a.yaml': service('a'), '.b.yaml': service('a'), 'inner/c.txt': '' });
  await symlink('me@host.123:1', join(folder, '.#a.yaml'));
  expect(await told(folder)).toEqual([]);
  await symlink('nowhere', join(folder, 'gone.yaml'));
  await symlink('inner', join(folder, 'inner.yaml'));
  expect(await told(folder)).toEqual([
    'reference gone.yaml:1:1: it could not be read (ENOENT)',
    'reference inner.yaml:1:1: it could not be read (EISDIR)',
  ]);
  expect(await rootsOf(folder)).toEqual(['']);
});

test('a document that is no map is told with its place', async () => {
  const folder = await folderOf({ 'a.yaml': `${service('a')}---\n# a text\ntext\n---\n- a list\n` });
  expect(await told(folder)).toEqual([
    'schema a.yaml:7:1: a document that is not a map is no Kubernetes object',
    'schema a.yaml:9:1: a document that is not a map is no Kubernetes object',
  ]);
});

test('folders that hold the same objects are roots of their own', async () => {
  const folder = await folderOf({
    'dev/a.yaml': service('a'),
    'prod/a.yaml': service('a'),
    'prod/more/b.yaml': service('b'),
  });
  expect(await rootsOf(folder)).toEqual(['dev', 'prod']);
});

test('so are those deeper down, but folders that differ are one set', async () => {
  const environments = (name: string) => ({
    [`${name}/dev/a.yaml`]: service(name),
    [`${name}/prod/a.yaml`]: service(name),
  });
  const several = await folderOf({ ...environments('api'), ...environments('web') });
  expect(await rootsOf(several)).toEqual(['api/dev', 'api/prod', 'web/dev', 'web/prod']);
  expect(
    await rootsOf(await folderOf({ 'api/a.yaml': service('api'), 'web/a.yaml': service('web') })),
  ).toEqual(['']);
});

test('of what is named when it is created each is another one', async () => {
  const hook = 'apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: once-}\n';
  expect(await rootsOf(await folderOf({ 'api/a.yaml': hook, 'web/a.yaml': hook }))).toEqual(['']);
});

test('folders that only state the same Namespace are one set, too', async () => {
  const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: team}\n---\n';
  const parts = { 'api/a.yaml': namespace + service('api'), 'web/a.yaml': namespace + service('web') };
  const folder = await folderOf(parts);
  expect(await rootsOf(folder)).toEqual(['']);
  expect(await told(folder)).toEqual([]);
  const other = await folderOf({ ...parts, 'zoo/a.yaml': namespace.replace('team', 'team, labels: {a: b}') });
  expect(await told(other)).toEqual([expect.stringContaining('Namespace team stands twice')]);
});

test('where files stand beside such folders, an object that stands twice says which folder to name', async () => {
  const folder = await folderOf({
    'all.yaml': service('all'),
    'dev/a.yaml': service('a'),
    'prod/a.yaml': service('a'),
  });
  expect(await rootsOf(folder)).toEqual(['']);
  expect((await readManifests(folder)).problems).toMatchObject([
    {
      message: 'Service a stands twice; the last one would win',
      fix: `Take one away; the first is at ${folder}/dev/a.yaml:1:1. Where these are applied one at a time, name one of them: ${folder}/dev or ${folder}/prod.`,
    },
  ]);
});

test('of two files of a folder it says which file to name, and of one file neither', async () => {
  const folder = await folderOf({ 'dev.yaml': service('a'), 'prod.yaml': service('a') });
  const first = `Take one away; the first is at ${folder}/dev.yaml:1:1.`;
  const apart = `Where these are applied one at a time, name one of them: ${folder}/dev.yaml or ${folder}/prod.yaml.`;
  expect((await readManifests(folder)).problems).toMatchObject([{ fix: `${first} ${apart}` }]);
  const single = await folderOf({ 'dev.yaml': `${service('a')}---\n${service('a')}` });
  expect((await readManifests(single)).problems).toMatchObject([
    { fix: `Take one away; the first is at ${single}/dev.yaml:1:1.` },
  ]);
});

test('what SOPS encrypted is taken for what the cluster holds', async () => {
  const folder = await folderOf({
    'secret.yaml': `apiVersion: v1
kind: Secret
metadata: {name: keys}
data: {key: "ENC[AES256_GCM,data:abc=,iv:def=,tag:ghi=,type:str]"}
sops:
  mac: ENC[AES256_GCM,data:jkl=,type:str]
  encrypted_regex: ^(data|stringData)$
`,
    'service.yaml': service('a'),
  });
  expect(await told(folder)).toEqual([
    'unsupported secret.yaml:5:1: sops: Secret keys is encrypted by SOPS, and taken for one that the cluster holds',
  ]);
  const { objects } = await readManifests(folder);
  expect(objects.map(({ kind }) => kind)).toEqual(['Service']);
});
