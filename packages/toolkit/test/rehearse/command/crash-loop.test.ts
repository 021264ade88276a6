/** `seaworthy rehearse` of a program that never comes up. */
import { expect, test } from 'vitest';
import { folderOf } from '../../model/folder.ts';
import { deploymentOf } from '../deployment-text.ts';
import { seaworthyRehearse } from './rehearse-command.ts';

const manifests =
  deploymentOf(`      # Without a probe it would be ready for as long as it runs, however short that is.
      containers: [{ name: web, image: example/web, readinessProbe: { tcpSocket: { port: 8080 } } }]
`);

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

const job = `
---
apiVersion: batch/v1
kind: Job
metadata: { name: migrate }
spec:
  backoffLimit: 0
  template:
    spec:
      restartPolicy: Never
      containers: [{ name: migrate, image: example/web }]
`;

test('a Job that fails is told with its last words', async () => {
  const folder = await folderOf({
    'deployment.yaml': manifests + job,
    'rehearse.yaml': JSON.stringify({
      manifests: 'deployment.yaml',
      containers: {
        web: { entrypoint: ['node', '-e', 'setInterval(() => {}, 1000)'] },
        migrate: { entrypoint: ['node', '-e', 'throw new Error("relation users is missing")'] },
      },
    }),
  });
  const { code, stdout } = await seaworthyRehearse(folder, '--json', '--scenario', 'start');
  expect(code).toBe(65);
  expect(JSON.parse(stdout)).toMatchObject({
    error: { code: 'SW_JOB_FAILED', what: 'The Job migrate failed: Error: relation users is missing' },
  });
});
