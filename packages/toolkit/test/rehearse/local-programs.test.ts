/** What runs on this machine for a container whose manifest has a command. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRehearsal } from '../../src/rehearse/workload/index.ts';
import { folderOf } from '../model/folder.ts';
import { deploymentOf } from './deployment-text.ts';

const manifests = deploymentOf(`      volumes: [{ name: a, emptyDir: {} }]
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
`);

async function commandsOf(
  program: Readonly<Record<string, readonly string[]>>,
  settings = '',
  text = manifests,
) {
  const path = await folderOf({ 'app.yaml': text, 'rehearse.yaml': settings });
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

/** The pod's own container with this in the place of its command. */
const having = (command: string) => manifests.replace("command: [sh, -c, 'exec web']", command);

test.each([
  ['command: [./absent]'],
  ['command: [/absent/web, serve]'],
  ['command: [absent-program]'],
  ['command: [./web], workingDir: /absent'],
  ['command: [/absent/web], volumeMounts: [{ name: a, mountPath: /abs }]'],
])(
  '%s that is not on this machine is refused with its place, unless a program stands for it',
  async (command) => {
    const text = having(command);
    await expect(commandsOf({}, '', text)).rejects.toThrow(
      /container web run \S+, which is not on this machine \(.*app\.yaml:13:\d+\).*`--program web=\.\/program`.*SW_PROGRAM_MISSING/,
    );
    const settings = 'containers: { web: { entrypoint: [node, main.js] } }\n';
    await expect(commandsOf({}, settings, text)).rejects.toThrow('SW_PROGRAM_MISSING');
    await expect(commandsOf({ web: ['node', 'stub.js'] }, '', text)).resolves.toBeDefined();
  },
);

test.each([
  ['a volume may hold it', 'command: [/tools/web], volumeMounts: [{ name: a, mountPath: /tools/ }]', ''],
  ['a variable names it', 'command: [$(PROGRAM)]', ''],
  ['PATH is its own', 'command: [absent-program], env: [{ name: PATH, value: /app }]', ''],
  ['it is there', 'command: [bin/sh], workingDir: /', ''],
  [
    'a build may make it',
    'command: [/absent/web]',
    'containers: { web: { entrypoint: [x], build: [make] } }\n',
  ],
])('a command is not refused where %s', async (_, command, settings) => {
  await expect(commandsOf({}, settings, having(command))).resolves.toBeDefined();
});

test.each([
  ['a name', 'absent-program', 'Put its folder on the PATH'],
  ['a path', './absent/web', 'Build or install it first'],
])('a program in the place of an image that is not on this machine is refused: %s', async (_, name, fix) => {
  const text = having('args: [--port=80]').replace('args: [--port=80], args', 'args');
  await expect(commandsOf({ web: [name] }, '', text)).rejects.toMatchObject({
    code: 'SW_PROGRAM_MISSING',
    where: '--program',
    fix: expect.stringContaining(fix),
  });
  const settings = `containers: { web: { entrypoint: [${name}] } }\n`;
  await expect(commandsOf({}, settings, text)).rejects.toMatchObject({ where: 'containers.web.entrypoint' });
  await expect(commandsOf({}, `${settings.slice(0, -5)}, build: [make] } }\n`, text)).resolves.toBeDefined();
  // The command of the manifest replaces it.
  await expect(commandsOf({}, settings)).resolves.toBeDefined();
  await expect(commandsOf({ web: [name] })).rejects.toThrow('SW_PROGRAM_MISSING');
});

test('a folder of the image alone is left for the program’s own, and told; one of this machine or of a volume is kept', async () => {
  const text = having('workingDir: /absent, command: [sh]')
    .replace("command: [sh, -c, 'exec migrate']", 'command: [sh], workingDir: /')
    .replace(
      "command: [sh, -c, 'true']",
      'command: [sh], workingDir: /absent/data, volumeMounts: [{ name: a, mountPath: /absent }]',
    );
  const path = await folderOf({ 'app.yaml': text });
  await using rehearsal = await readRehearsal({ path: join(path, 'app.yaml'), program: { only: ['sh'] } });
  const { template, jobs, unsupported } = rehearsal.workload;
  const { initContainers = [], containers } = template.spec;
  const all = [...initContainers, ...containers, ...(jobs[0]?.spec?.template?.spec?.containers ?? [])];
  expect(all.map(({ workingDir }) => workingDir)).toEqual(['/absent/data', undefined, '/', undefined]);
  expect(unsupported.map(({ message }) => message)).toContain(
    `the folder /absent of the image is not on this machine: web works in ${path}`,
  );
});

test('a command by a path is looked for in the folder that it is run in', async () => {
  const path = await folderOf({ 'app.yaml': having('command: [./run.sh]'), 'run.sh': '' });
  await using rehearsal = await readRehearsal({ path: join(path, 'app.yaml') });
  expect(rehearsal.folder).toBe(path);
});

/** A repository whose program nobody finds, with manifests in it, and other YAML beside. */
const repository = {
  'package.json': '{ "type": "module" }',
  'deploy/app.yaml': manifests,
  'other.yaml': 'a: [',
};

test.each([
  ['package.json', {}],
  ['go.mod beside it', { 'go.mod': 'module web\n' }],
])('a folder with %s needs no entry where the settings name a program', async (_, files) => {
  const settings = 'containers: { web: { entrypoint: [node, dist/main.js] } }\n';
  const path = await folderOf({ ...repository, ...files, 'rehearse.yaml': `manifests: deploy\n${settings}` });
  await using rehearsal = await readRehearsal({ path });
  expect(rehearsal.workload.name).toBe('web');
  const bare = await folderOf({ ...repository, ...files, 'rehearse.yaml': settings });
  await expect(readRehearsal({ path: bare })).rejects.toThrow(
    /There are neither manifests nor a contract .*`--manifests \S+deploy`, or `manifests: deploy` in rehearse.yaml.*SW_WORKLOAD_MISSING/,
  );
});

test.each([
  ['no program is named', 'manifests: deploy\n', '{}', undefined],
  [
    'an entry is asked for',
    'manifests: deploy\ncontainers: { web: { entrypoint: [x] } }\n',
    '{}',
    'absent.js',
  ],
  [
    'the program itself tells its contract',
    'manifests: deploy\ncontainers: { web: { entrypoint: [x] } }\n',
    '{ "dependencies": { "@seaworthy/runtime": "1" } }',
    undefined,
  ],
])('an entry that is missing is refused where %s', async (_, settings, packageJson, entry) => {
  const path = await folderOf({ ...repository, 'package.json': packageJson, 'rehearse.yaml': settings });
  await expect(readRehearsal({ path, entry })).rejects.toThrow('SW_ENTRY_MISSING');
});

test('manifests inside of a service: what nothing is run for names the service, which can be run', async () => {
  const path = await folderOf({
    'go.mod': 'module web\n',
    'k8s/app.yaml': deploymentOf('      containers: [{ name: web, image: web }]\n'),
  });
  const refusal = (at: string) => readRehearsal({ path: join(path, at) });
  await expect(refusal('k8s')).rejects.toMatchObject({
    code: 'SW_PROGRAM_MISSING',
    fix: expect.stringMatching(/`seaworthy rehearse \S+ --manifests \S+k8s` builds and runs it\.$/),
  });
  await expect(refusal('k8s/app.yaml')).rejects.toMatchObject({
    fix: expect.stringMatching(/--manifests \S+k8s\/app\.yaml` builds/),
  });
});

test('manifests that are named apart from what is rehearsed lead to no other service', async () => {
  const path = await folderOf({
    'package.json': '{}',
    'k8s/app.yaml': deploymentOf('      containers: [{ name: web, image: web }]\n'),
  });
  for (const at of ['k8s', 'nowhere'])
    await expect(
      readRehearsal({ path: join(path, at), manifests: join(path, 'k8s/app.yaml') }),
    ).rejects.toMatchObject({
      code: 'SW_PROGRAM_MISSING',
      fix: expect.stringMatching(/--program web=\.\/program`\.$/),
    });
});

test('a service is not looked for outside of the repository that the manifests are in', async () => {
  const path = await folderOf({
    'package.json': '{}',
    'infrastructure/.git': 'gitdir: elsewhere\n',
    'infrastructure/k8s/app.yaml': deploymentOf('      containers: [{ name: web, image: web }]\n'),
  });
  await expect(readRehearsal({ path: join(path, 'infrastructure/k8s') })).rejects.toMatchObject({
    code: 'SW_PROGRAM_MISSING',
    fix: expect.stringMatching(/--program web=\.\/program`\.$/),
  });
});
