/** What of valid manifests is not emulated, as people are told of it. */
import { expect, test } from 'vitest';
import { readWorkload } from '../../src/rehearse/workload/index.ts';
import { folderOf } from '../model/folder.ts';

const manifest = (container: string, more = '') => `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [{ name: web, image: web, ${container} }]
${more}`;

async function toldOf(text: string) {
  const { unsupported } = await readWorkload({ path: await folderOf({ 'a.yaml': text }) });
  return unsupported.map(({ path, message }) => `${path}: ${message}`);
}

test('lifecycle.stopSignal is told: a cluster drops it without a feature gate', async () => {
  expect(await toldOf(manifest('lifecycle: { stopSignal: SIGINT }'))).toEqual([
    expect.stringMatching(/containers\[0\]\.lifecycle\.stopSignal: .*ContainerStopSignals/),
  ]);
});
