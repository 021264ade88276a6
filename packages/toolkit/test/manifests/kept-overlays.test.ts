/** Overlays are written once and kept: what becomes of them when the contract changes. */
import { join } from 'node:path';
import type { ServiceContract } from '@seaworthy/contract';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { noLongerBuilt } from '../../src/cli/commands/manifests/no-longer-built.ts';
import { manifestFiles } from '../../src/manifests/index.ts';
import { ofKind, readManifests } from '../../src/model/index.ts';
import { seaworthy } from '../init/init-command.ts';
import { folderOf } from '../model/folder.ts';
import { shop } from './contracts.ts';

test('overlays that are kept from an earlier version run the image of the new one, or what was set', async () => {
  const files = (contract: ServiceContract, owner: 'generated' | 'yours') =>
    Object.fromEntries(
      manifestFiles({ contract }).flatMap((it) => (it.owner === owner ? [[it.path, it.text]] : [])),
    );
  const made = { ...files({ ...shop, version: '1.3.0' }, 'generated'), ...files(shop, 'yours') };
  for (const overlay of ['production', 'dev']) {
    const path = `overlays/${overlay}/kustomization.yaml`;
    const set = made[path]?.replace('newName: shop', 'newName: example.com/shop\n    newTag: "9"') ?? '';
    for (const [text, image] of [
      [made[path] ?? '', 'shop:1.3.0'],
      [set, 'example.com/shop:9'],
    ] as const) {
      const folder = await folderOf({ ...made, [path]: text });
      const { objects } = await readManifests(join(folder, 'overlays', overlay));
      const [deployment] = ofKind(objects, 'Deployment');
      const { containers = [], initContainers = [] } = deployment?.spec?.template?.spec ?? {};
      expect([...initContainers, ...containers].map((it) => it.image)).toEqual([image, image]);
    }
  }
});

test('overlays that no longer fit the base are told when it is written, and set the exit status', async () => {
  const folder = await folderOf({
    'a.yaml': stringify(shop),
    'b.yaml': stringify({ ...shop, name: 'store' }),
  });
  const write = (file: string) => seaworthy(folder, 'manifests', '--contract', join(folder, file));
  expect((await write('a.yaml')).code).toBe(0);
  const { code, out } = await write('b.yaml');
  expect(code).toBe(1);
  expect(out).toMatch(
    /\ndeploy\/overlays\/production\/kustomization.yaml:\d+:5 {2}manifest\/reference\n {2}there is no ConfigMap shop-env to merge\./,
  );
  // The contract as it was makes them whole again.
  expect((await write('a.yaml')).code).toBe(0);
});

test('a file that is there breaks none, though kustomize has to be told to open it', async () => {
  const folder = await folderOf({
    'a.env': 'A=1\n',
    'deploy/kustomization.yaml': 'configMapGenerator: [{name: a, envs: [../a.env]}]\n',
  });
  const deploy = join(folder, 'deploy');
  expect((await readManifests(deploy)).problems).toMatchObject([{ kind: 'restriction' }]);
  expect(await noLongerBuilt(deploy)).toEqual([]);
});
