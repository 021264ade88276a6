/** `seaworthy rehearse` of a program that never comes up. */
import { expect, test } from 'vitest';
import { folderOf } from '../../model/folder.ts';
import { seaworthyRehearse } from './rehearse-command.ts';

const manifests = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 1
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [{ name: web, image: example/web }]
`;

interface Report {
  readonly verdicts: readonly { readonly fault?: string; readonly what: string; readonly cause?: string }[];
  readonly scenarios: readonly { readonly name: string; readonly skipped?: string }[];
}

test('a program that ends at once is given up with its last words, whatever was to be rehearsed', async () => {
  const folder = await folderOf({
    'deployment.yaml': manifests,
    'rehearse.yaml': JSON.stringify({
      manifests: 'deployment.yaml',
      containers: { web: { entrypoint: ['node', '-e', 'throw new Error("no database")'] } },
    }),
  });
  const { code, stdout } = await seaworthyRehearse(folder, '--json', '--scenario', 'rollout');
  const report = JSON.parse(stdout) as Report;
  expect(code).toBe(1);
  expect(report.verdicts).toContainEqual(
    expect.objectContaining({
      fault: 'crash-loop',
      what: 'The container exited 3 times, last with code 1.',
      cause: 'it wrote: Error: no database',
    }),
  );
  expect(report.scenarios.map(({ name, skipped }) => [name, skipped])).toEqual([
    ['start', undefined],
    ['rollout', 'the workload was never complete and ready'],
  ]);
});
