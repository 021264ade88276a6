/** Manifests that are not rehearsed, and what is said of them. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRehearsal, readWorkload } from '../../src/rehearse/workload/index.ts';
import { folderOf } from '../model/folder.ts';
import { deploymentOf } from './deployment-text.ts';

test('a fault says what to do about it', async () => {
  const path = await folderOf({ 'chart/Chart.yaml': 'apiVersion: v2\nname: chart\n', 'rehearse.yaml': '' });
  await expect(readWorkload({ path, manifests: join(path, 'chart') })).rejects.toThrow(
    /a Helm chart is not read.*Render it by `helm template \S+ > rendered.yaml`/,
  );
});

test('more pods than the network of a rehearsal has addresses for are refused', async () => {
  const path = await folderOf({
    'app.yaml': deploymentOf('      containers: [{ name: web, image: web:1, command: [node] }]\n'),
  });
  await expect(readRehearsal({ path, replicas: 1001 })).rejects.toThrow(
    /web has 1001 replicas, and at most 1000 .*--replicas.*SW_COMMAND_USAGE/,
  );
});

test('where there is no workload, what was not read and may hold it is told', async () => {
  const charts = 'helmCharts: [{ name: web, repo: https://charts.invalid, version: 1.0.0 }]\n';
  await expect(readWorkload({ path: await folderOf({ 'kustomization.yaml': charts }) })).rejects.toThrow(
    /^There is no Deployment or StatefulSet\. Passed over:\n  \S+kustomization\.yaml:1:1: helmCharts: this field [^\n]*--enable-helm` writes \(/,
  );
});
