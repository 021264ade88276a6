/** What runs on this machine for a container whose manifest has a command. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRehearsal } from '../../src/rehearse/workload/index.ts';
import { folderOf } from '../model/folder.ts';

const manifests = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      initContainers:
        - { name: init, image: busybox, command: [sh, -c, 'true'] }
      containers:
        - { name: web, image: web, command: [sh, -c, 'exec web'], args: [--port=80] }
---
apiVersion: batch/v1
kind: Job
metadata: { name: migrate }
spec:
  template:
    metadata: { labels: { job: migrate } }
    spec:
      restartPolicy: Never
      containers:
        - { name: web, image: web, command: [sh, -c, 'exec migrate'] }
        - { name: only, image: web, command: [sh, -c, 'exec only'] }
`;

async function commandsOf(program: Readonly<Record<string, readonly string[]>>, settings = '') {
  const path = await folderOf({ 'app.yaml': manifests, 'rehearse.yaml': settings });
  await using rehearsal = await readRehearsal({ path: join(path, 'app.yaml'), program });
  const { template, jobs } = rehearsal.workload;
  const pods = [template.spec, ...jobs.flatMap(({ spec }) => spec?.template?.spec ?? [])];
  return pods.map(({ initContainers = [], containers }) =>
    [...initContainers, ...containers].map(({ name, command, args }) => ({ name, command, args })),
  );
}

test('a program that is asked for takes the place of the command, its args follow', async () => {
  const [pod] = await commandsOf({ web: ['node', 'stub.js'] });
  expect(pod).toEqual([
    { name: 'init', command: ['sh', '-c', 'true'] },
    { name: 'web', args: ['--port=80'] },
  ]);
  expect((await commandsOf({ init: ['true'] }))[0]?.[0]).toEqual({ name: 'init' });
});

test('a Job’s command of the same image stays, and one of a container that only the Job has is replaced', async () => {
  const [, job] = await commandsOf({ web: ['node', 'stub.js'], only: ['true'] });
  expect(job).toEqual([{ name: 'web', command: ['sh', '-c', 'exec migrate'] }, { name: 'only' }]);
});

test('an entrypoint of rehearse.yaml is the image’s, which a command replaces', async () => {
  const [pod] = await commandsOf({}, 'containers: { web: { entrypoint: [node, main.js] } }\n');
  expect(pod?.[1]).toMatchObject({ name: 'web', command: ['sh', '-c', 'exec web'] });
});
