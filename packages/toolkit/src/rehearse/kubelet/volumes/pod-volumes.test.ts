import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { crashOnce, dataObject, mountOf, testCluster, volumeCluster } from '../../testing/index.ts';
import type { Volume } from './files.ts';

const MiB = 2 ** 20;

test('§1 an emptyDir is open to all, is kept over restarts, and goes with the pod', async () => {
  const { clock, engine, run, mount, volumesFolder, of } = volumeCluster(crashOnce);
  const pod = run([{ name: 'cache', emptyDir: {} }]);
  await clock.advance(1000);
  const { source, readOnly } = mount('/cache');
  expect(statSync(source).mode & 0o777).toBe(0o777);
  expect(readOnly).toBe(false);
  writeFileSync(join(source, 'kept'), 'x');
  await clock.advance(10_000);
  expect(engine.configs).toHaveLength(2);
  expect(readdirSync(mount('/cache').source)).toEqual(['kept']);
  pod.delete();
  await clock.advance(5000);
  await expect.poll(() => of('pod-removed')).toHaveLength(1);
  expect(readdirSync(volumesFolder)).toEqual([]);
});

test('§1 configMap, secret, downwardAPI and projected: their files, 0644 unless they say otherwise, never written to', async () => {
  const { clock, run, mount, read } = volumeCluster();
  run(
    [
      { name: 'config', configMap: { name: 'config' } },
      {
        name: 'secret',
        secret: {
          secretName: 'secret',
          defaultMode: 0o400,
          items: [{ key: 'key', path: 'sub/other', mode: 0o440 }],
        },
      },
      {
        name: 'self',
        downwardAPI: {
          items: [
            { path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } },
            {
              path: 'memory',
              resourceFieldRef: { containerName: 'app', resource: 'limits.memory', divisor: '1Mi' },
            },
          ],
        },
      },
      {
        name: 'all',
        projected: {
          defaultMode: 0o600,
          sources: [
            { configMap: { name: 'config', items: [{ key: 'a', path: 'a' }] } },
            { secret: { name: 'secret', items: [{ key: 'key', path: 'a' }] } },
            { serviceAccountToken: { path: 'token' } },
            { downwardAPI: { items: [{ path: 'name', fieldRef: { fieldPath: 'metadata.name' } }] } },
          ],
        },
      },
    ],
    { resources: { limits: { memory: '64Mi' } } },
  );
  await clock.advance(1000);
  const modeOf = (path: string, file: string) => statSync(join(mount(path).source, file)).mode & 0o777;
  expect([read('/config', 'a'), read('/config', 'b'), modeOf('/config', 'a')]).toEqual(['1', '2', 0o644]);
  expect([read('/secret', 'sub/other'), modeOf('/secret', 'sub/other')]).toEqual(['x', 0o440]);
  expect([read('/self', 'labels'), read('/self', 'memory')]).toEqual(['app="shop"', '64']);
  expect([read('/all', 'a'), read('/all', 'name'), modeOf('/all', 'a')]).toEqual(['x', 'pod', 0o600]);
  expect(existsSync(join(mount('/all').source, 'token'))).toBe(false);
  for (const path of ['/config', '/secret', '/self', '/all']) expect(mount(path).readOnly).toBe(true);
});

test.each<[string, Volume, string]>([
  ['ConfigMap', { name: 'v', configMap: { name: 'none' } }, 'ConfigMap none not found'],
  ['Secret', { name: 'v', secret: { secretName: 'none' } }, 'Secret none not found'],
  [
    'key',
    { name: 'v', configMap: { name: 'config', items: [{ key: 'none', path: 'x' }] } },
    'ConfigMap config has no key none',
  ],
  [
    'projected one',
    { name: 'v', projected: { sources: [{ secret: { name: 'none' } }] } },
    'Secret none not found',
  ],
])(
  '§1 a missing %s is FailedMount: ContainerCreating, tried again after 0.5, 1, 2 s …',
  async (_, volume, message) => {
    const { clock, of, run, objects, engine } = volumeCluster();
    const pod = run([volume]);
    await clock.advance(3000);
    expect(of('volume-failed')).toMatchObject([0, 500, 1500].map((at) => ({ at, message, volume: 'v' })));
    expect(pod.status).toMatchObject({ phase: 'Pending', ip: undefined });
    expect(pod.status.containers[0]?.state).toEqual({ kind: 'waiting', reason: 'ContainerCreating' });
    for (const kind of ['ConfigMap', 'Secret'] as const) objects.put(dataObject('none', {}, kind));
    objects.put(dataObject('config', { none: 'x' }));
    await clock.advance(2000);
    expect(engine.configs).toHaveLength(1);
  },
);

test('§1 what is no text is in a file as it is, of a ConfigMap and of a Secret', async () => {
  const bytes = Uint8Array.from([0, 255, 10]);
  const { clock, run, objects, mount } = volumeCluster();
  for (const kind of ['ConfigMap', 'Secret'] as const)
    objects.put({ kind, name: 'bytes', data: { text: 'a' }, binary: { bytes } });
  run([
    { name: 'c', configMap: { name: 'bytes' } },
    { name: 's', secret: { secretName: 'bytes' } },
  ]);
  await clock.advance(1000);
  for (const path of ['/c', '/s'])
    expect(readFileSync(join(mount(path).source, 'bytes'))).toEqual(Buffer.from(bytes));
});

test('§1 what is missing for long is looked for every 122 s', async () => {
  const { clock, of, run } = volumeCluster();
  run([{ name: 'v', configMap: { name: 'none' } }]);
  await clock.advance(600_000);
  const waits = of('volume-failed').map(({ forMs }) => forMs);
  expect(waits.slice(-5)).toEqual([64_000, 122_000, 122_000, 122_000, 122_000]);
});

test('§1 a pod whose volume is missing can be deleted', async () => {
  const { clock, of, run } = volumeCluster();
  run([{ name: 'v', configMap: { name: 'none' } }]).delete();
  await clock.advance(5000);
  await expect.poll(() => of('pod-removed')).toHaveLength(1);
});

test('§1 subPath and subPathExpr of an emptyDir are folders in it, made where they are not there', async () => {
  const { clock, run, mount } = volumeCluster();
  run([{ name: 'v', emptyDir: {} }], {
    env: [{ name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
    volumeMounts: [
      // Many write a slash at the end.
      { name: 'v', mountPath: '/all/' },
      { name: 'v', mountPath: '/sub', subPath: 'x/y', readOnly: true },
      { name: 'v', mountPath: '/own', subPathExpr: 'of-$(POD)' },
    ],
  });
  await clock.advance(1000);
  writeFileSync(join(mount('/sub').source, 'file'), 'x');
  expect(readFileSync(join(mount('/all').source, 'x/y/file'), 'utf8')).toBe('x');
  expect(mount('/sub').readOnly).toBe(true);
  expect(mount('/own').source).toBe(join(realpathSync(mount('/all').source), 'of-pod'));
});

test.each([
  [{ name: 'none', mountPath: '/x' }, 'the pod has no volume none'],
  [
    { name: 'v', mountPath: '/x', subPathExpr: '$(NONE)' },
    'subPathExpr of v: no variable NONE, or it is empty',
  ],
  [
    { name: 'v', mountPath: '/x', subPathExpr: '$(LABEL)' },
    'subPathExpr of v: no variable LABEL, or it is empty',
  ],
  [{ name: 'v', mountPath: '/x', subPath: '../x' }, 'subPath of v: ../x is not a relative path without ..'],
  [{ name: 'v', mountPath: '/x', subPath: '/x' }, 'subPath of v: /x is not a relative path without ..'],
])('§1 a mount that cannot be made is CreateContainerConfigError: %j', async (mount, message) => {
  const { clock, of, run } = volumeCluster();
  const absent = { fieldRef: { fieldPath: "metadata.labels['absent']" } };
  const env = [{ name: 'LABEL', valueFrom: absent }];
  run([{ name: 'v', emptyDir: {} }], { env, volumeMounts: [mount] });
  await clock.advance(1000);
  expect(of('container-waiting')).toMatchObject([{ reason: 'CreateContainerConfigError', message }]);
});

test('a subPath leads out of its volume by no link that a container has put there', async () => {
  const outside = mkdtempSync(join(tmpdir(), 'seaworthy-outside-'));
  onTestFinished(() => rmSync(outside, { recursive: true, force: true }));
  const { clock, run, mount, of } = volumeCluster(crashOnce);
  const at = (mountPath: string, subPath: string) => ({ name: 'v', mountPath, subPath });
  run([{ name: 'v', emptyDir: {} }], {
    volumeMounts: [{ name: 'v', mountPath: '/v' }, at('/x', 'link/new')],
  });
  await clock.advance(1000);
  const { source } = mount('/v');
  expect(mount('/x').source).toBe(join(source, 'link/new'));
  rmSync(join(source, 'link'), { recursive: true });
  symlinkSync(outside, join(source, 'link'));
  await clock.advance(20_000);
  const message = 'subPath of v: link/new leads out of the volume';
  expect(of('container-waiting').at(-1)).toMatchObject({ reason: 'CreateContainerConfigError', message });
  expect(readdirSync(outside)).toEqual([]);
});

test('a claim whose name is a path is not there', async () => {
  const { clock, run, of, volumesFolder } = volumeCluster();
  const outside = `${volumesFolder}-outside`;
  const claimName = `../../${basename(outside)}`;
  run([{ name: 'v', persistentVolumeClaim: { claimName } }]);
  await clock.advance(1000);
  const message = `persistentvolumeclaim "${claimName}" not found`;
  expect(of('volume-failed')[0]).toMatchObject({ volume: 'v', message });
  expect(existsSync(outside)).toBe(false);
});

test('a volume of another kind is an empty folder', async () => {
  const { clock, run, mount } = volumeCluster();
  run([{ name: 'host', hostPath: { path: '/etc' } }]);
  await clock.advance(1000);
  expect(readdirSync(mount('/host').source)).toEqual([]);
});

test('a claim outlasts its pod, and is shared by all pods that name it', async () => {
  const { clock, run, mount, of } = volumeCluster();
  const claim: Volume = { name: 'claim', persistentVolumeClaim: { claimName: 'data' } };
  const pod = run([claim]);
  await clock.advance(1000);
  writeFileSync(join(mount('/claim').source, 'kept'), 'x');
  pod.delete();
  await clock.advance(5000);
  await expect.poll(() => of('pod-removed')).toHaveLength(1);
  run([claim]);
  await clock.advance(1000);
  expect(readdirSync(mount('/claim').source)).toEqual(['kept']);
});

test('without a folder of the node, volumes are among the temporary files', async () => {
  const { clock, engine, run, of } = testCluster();
  const pod = run({
    volumes: [{ name: 'v', emptyDir: {} }],
    containers: [{ name: 'app', volumeMounts: [{ name: 'v', mountPath: '/v' }] }],
  });
  await clock.advance(1000);
  const { source } = mountOf(engine.configs[0], '/v');
  expect(existsSync(source)).toBe(true);
  pod.delete();
  await clock.advance(5000);
  await expect.poll(() => of('pod-removed')).toHaveLength(1);
  expect(existsSync(source)).toBe(false);
});

/** Whether this process may mount: without root, and in many containers, it may not. */
function mayMount(): boolean {
  if (process.getuid?.() !== 0) return false;
  const path = mkdtempSync(join(tmpdir(), 'seaworthy-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', path], { stdio: 'ignore' });
    execFileSync('umount', [path]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

test.skipIf(!mayMount())(
  '§1 medium Memory is a tmpfs of the least of node, pod limit and sizeLimit (needs root and mount)',
  async () => {
    const { clock, run, mount, engine, of, volumesFolder } = volumeCluster();
    const pod = run(
      [
        { name: 'limited', emptyDir: { medium: 'Memory' } },
        { name: 'sized', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
      ],
      { resources: { limits: { memory: '8Mi' } } },
    );
    await expect.poll(() => clock.advance(0).then(() => engine.configs)).toHaveLength(1);
    const sizeOf = (path: string) =>
      Number(
        execFileSync('df', ['--output=size', '--block-size=1', mount(path).source])
          .toString()
          .split('\n')[1],
      );
    expect([sizeOf('/limited'), sizeOf('/sized')]).toEqual([8 * MiB, MiB]);
    expect(statSync(mount('/sized').source).mode & 0o777).toBe(0o777);
    expect(() => writeFileSync(join(mount('/sized').source, 'big'), Buffer.alloc(2 * MiB))).toThrow('ENOSPC');
    pod.delete();
    await expect.poll(() => clock.advance(1000).then(() => of('pod-removed'))).toHaveLength(1);
    expect(readdirSync(volumesFolder)).toEqual([]);
  },
);
