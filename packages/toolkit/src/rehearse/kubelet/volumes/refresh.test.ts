import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { crashOnce, dataObject, volumeCluster } from '../../testing/index.ts';

test('§1 what is optional may be missing: the volume is empty, and its files come later', async () => {
  const { clock, run, objects, mount, read } = volumeCluster();
  run([{ name: 'v', configMap: { name: 'later', optional: true } }]);
  await clock.advance(1000);
  expect(readdirSync(mount('/v').source).filter((name) => !name.startsWith('..'))).toEqual([]);
  objects.put(dataObject('later', { a: 'x' }));
  await clock.advance(90_000);
  expect(read('/v', 'a')).toBe('x');
});

test('§1 a change reaches the files within 0–90 s, once for all that changed until then', async () => {
  const { clock, of, run, objects, read } = volumeCluster();
  run([
    { name: 'v', configMap: { name: 'config' } },
    { name: 'w', projected: { sources: [{ secret: { name: 'secret' } }] } },
  ]);
  await clock.advance(1000);
  const before = clock.pending;
  objects.put(dataObject('unrelated', {}));
  expect(clock.pending).toBe(before);
  objects.put(dataObject('config', { a: 'new' }));
  objects.put(dataObject('config', { a: 'newer' }));
  objects.put(dataObject('secret', { key: 'y' }, 'Secret'));
  await clock.advance(0);
  expect(read('/v', 'a')).toBe('1');
  await clock.advance(90_000);
  const updates = of('volume-updated');
  expect(updates.map(({ volume }) => volume)).toEqual(['v', 'w']);
  expect(updates[0]?.at).toBe(updates[1]?.at);
  expect([read('/v', 'a'), read('/w', 'key')]).toEqual(['newer', 'y']);
  expect(() => read('/v', 'b')).toThrow('ENOENT');
});

test('§1 each pod sees a change after a time of its own, of up to 90 s', async () => {
  const { clock, kubelet, of, objects } = volumeCluster();
  const volumes = [{ name: 'v', projected: { sources: [{ configMap: { name: 'config' } }] } }];
  for (let pod = 0; pod < 6; pod++)
    kubelet.run({ name: `pod-${pod}`, revision: 1, spec: { volumes, containers: [{ name: 'app' }] } });
  await clock.advance(1000);
  objects.put(dataObject('config', { a: 'new' }));
  await clock.advance(90_000);
  const times = of('volume-updated').map(({ at }) => at - 1000);
  expect(new Set(of('volume-updated').map(({ pod }) => pod)).size).toBe(6);
  expect(Math.min(...times)).toBeLessThan(20_000);
  expect(Math.max(...times)).toBeGreaterThan(70_000);
});

test('§1 the same content is no update', async () => {
  const { clock, of, run, objects } = volumeCluster();
  run([{ name: 'v', configMap: { name: 'config' } }]);
  await clock.advance(1000);
  objects.put(dataObject('config', { a: '1', b: '2' }));
  await clock.advance(90_000);
  expect(of('volume-updated')).toEqual([]);
});

test('the time of a refresh can be set, and repeats under one seed', async () => {
  const at = async (seed: number) => {
    const { clock, of, run, objects } = volumeCluster({}, { refreshMs: [1000, 5000], seed });
    run([{ name: 'v', configMap: { name: 'config' } }]);
    await clock.advance(10_000);
    objects.put(dataObject('config', { a: 'new' }));
    await clock.advance(5000);
    return of('volume-updated')[0]?.at ?? 0;
  };
  const [first, again, other] = [await at(1), await at(1), await at(2)];
  expect(first).toBe(again);
  expect(first).not.toBe(other);
  for (const time of [first, other]) {
    expect(time).toBeGreaterThanOrEqual(11_000);
    expect(time).toBeLessThan(15_000);
  }
});

test('§1 a key that goes leaves the files as they are, until it is back', async () => {
  const { clock, of, run, objects, read } = volumeCluster({}, { refreshMs: [1000, 1000] });
  run([{ name: 'v', configMap: { name: 'config', items: [{ key: 'a', path: 'a' }] } }]);
  await clock.advance(1000);
  objects.put(dataObject('config', {}));
  await clock.advance(1500);
  expect(of('volume-failed')).toMatchObject([{ message: 'ConfigMap config has no key a' }]);
  expect(read('/v', 'a')).toBe('1');
  await clock.advance(1000);
  expect(of('volume-failed')).toHaveLength(2);
  objects.put(dataObject('config', { a: 'back' }));
  await clock.advance(1000);
  expect(read('/v', 'a')).toBe('back');
});

test.each([
  ['had changed before', [dataObject('config', { a: 'new' })]],
  ['changes then', []],
])('a pod that has gone refreshes nothing that %s', async (_, changes) => {
  const { clock, run, objects } = volumeCluster({}, { refreshMs: [60_000, 60_000] });
  const pod = run([{ name: 'v', configMap: { name: 'config' } }]);
  await clock.advance(1000);
  for (const change of changes) objects.put(change);
  pod.delete();
  await clock.advance(5000);
  await expect.poll(() => pod.status.removed).toBe(true);
  objects.put(dataObject('config', { a: 'newer' }));
  expect(clock.pending).toBe(0);
});

test('§1 a subPath of a ConfigMap never updates, until its container starts again', async () => {
  const { clock, run, objects, mount, engine } = volumeCluster(crashOnce, { refreshMs: [0, 0] });
  run([{ name: 'v', configMap: { name: 'config' } }], {
    volumeMounts: [{ name: 'v', mountPath: '/etc/a', subPath: 'a' }],
  });
  await clock.advance(1000);
  objects.put(dataObject('config', { a: 'new' }));
  await clock.advance(1000);
  expect(readFileSync(mount('/etc/a').source, 'utf8')).toBe('1');
  await clock.advance(10_000);
  expect(engine.configs).toHaveLength(2);
  expect(readFileSync(mount('/etc/a').source, 'utf8')).toBe('new');
});
