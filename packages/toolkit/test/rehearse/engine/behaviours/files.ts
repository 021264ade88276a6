import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Trial } from '../conformance.ts';
import { config, Pod, security } from '../stage.ts';

/** Volumes, and what becomes of what a program writes. */
export function files({ engine, output, can }: Trial): void {
  test.skipIf(!can.files)(
    'folders and files are mounted where nothing was, within each other too',
    async () => {
      using source = folder({ 'one.txt': 'one', data: undefined });
      await using pod = await Pod.create(engine());
      const running = await pod.start(
        config(['sh', '-c', 'cat /srv/new/one.txt /etc/app/deep/file.txt; touch /etc/app/written'], {
          mounts: [
            { path: '/etc/app/deep/file.txt', source: source.of('one.txt'), readOnly: true },
            { path: '/etc/app', source: source.of('data'), readOnly: false },
            { path: '/srv/new', source: source.of('.'), readOnly: true },
          ],
          security: { ...security, readOnlyRootFilesystem: true },
        }),
      );
      expect(await running.exited).toEqual({ code: 0 });
      expect(output.of(pod.name)).toEqual(['oneone']);
      expect(existsSync(source.of('data/written'))).toBe(true);
    },
  );

  test.skipIf(!can.files)('a volume that is read-only is', async () => {
    using source = folder({ 'one.txt': 'one' });
    await using pod = await Pod.create(engine());
    const running = await pod.start(
      config(['sh', '-c', 'echo two > /data/one.txt || echo two > /data/two.txt'], {
        mounts: [{ path: '/data', source: source.of('.'), readOnly: true }],
      }),
    );
    expect(await running.exited).not.toEqual({ code: 0 });
    expect(readFileSync(source.of('one.txt'), 'utf8')).toBe('one');
  });

  test.skipIf(!can.files)('a read-only root takes nothing but what is mounted', async () => {
    using source = folder({});
    await using pod = await Pod.create(engine());
    const places = ['/x', '/etc/x', '/tmp/x', '/var/tmp/x', '/dev/shm/x', '/mnt/data/x'];
    const running = await pod.start(
      config(
        ['sh', '-c', `for place in ${places.join(' ')}; do (: > $place) 2>/dev/null && echo $place; done; :`],
        {
          mounts: [{ path: '/mnt/data', source: source.of('.'), readOnly: false }],
          security: { ...security, readOnlyRootFilesystem: true },
        },
      ),
    );
    await running.exited;
    expect(output.of(pod.name)).toEqual(['/dev/shm/x', '/mnt/data/x']);
    expect(existsSync(source.of('x'))).toBe(true);
  });

  test.skipIf(!can.files)(
    'what a program writes outside of volumes is its own, and ends with it',
    async () => {
      const place = `/var/tmp/seaworthy-test-${process.pid}`;
      const script = `[ -e ${place} ] && exit 9; echo mine > ${place}; cat ${place}; exec sleep 1000`;
      await using pod = await Pod.create(engine());
      await using other = await Pod.create(engine());
      const running = await pod.start(config(['sh', '-c', script]));
      const beside = await other.start(config(['sh', '-c', script]));
      await expect
        .poll(() => [...output.of(pod.name), ...output.of(other.name)], { timeout: 20_000 })
        .toEqual(['mine', 'mine']);
      expect(existsSync(place)).toBe(false);
      running.signal('SIGKILL');
      beside.signal('SIGKILL');
      await running.exited;
      const again = await pod.start(config(['sh', '-c', `[ ! -e ${place} ]`]), 1);
      expect(await again.exited).toEqual({ code: 0 });
    },
  );

  test.skipIf(can.files)('variables and arguments name the place of a volume on this machine', async () => {
    using source = folder({ 'one.txt': 'one' });
    await using pod = await Pod.create(engine());
    const running = await pod.start(
      config(['sh', '-c', 'cat "$FILE" "$1"; echo; echo "$TMPDIR"', 'name', '/etc/app/one.txt'], {
        env: { FILE: '/etc/app/one.txt' },
        mounts: [
          { path: '/etc/app', source: source.of('.'), readOnly: true },
          { path: '/tmp', source: source.of('.'), readOnly: false },
        ],
      }),
    );
    expect(await running.exited).toEqual({ code: 0 });
    expect(output.of(pod.name)).toEqual(['oneone', source.of('.')]);
  });

  test.skipIf(!can.files)('a volume within another one is found by a link to that, too', async () => {
    using source = folder({ outer: undefined, inner: undefined, place: undefined });
    symlinkSync('place', source.of('link'));
    await using pod = await Pod.create(engine());
    const running = await pod.start(
      config(['touch', source.of('place/written'), source.of('link/within/it/written')], {
        mounts: [
          { path: source.of('place'), source: source.of('outer'), readOnly: false },
          { path: source.of('link/within/it'), source: source.of('inner'), readOnly: false },
        ],
      }),
    );
    expect(await running.exited).toEqual({ code: 0 });
    expect(existsSync(source.of('inner/written'))).toBe(true);
  });

  test.skipIf(!can.files)('a link in a volume leads out of it for no other volume', async () => {
    using source = folder({ outer: undefined, inner: undefined, machine: undefined });
    symlinkSync(source.of('machine'), source.of('outer/link'));
    await using pod = await Pod.create(engine());
    const mounts = [
      { path: '/srv/outer', source: source.of('outer'), readOnly: false },
      { path: '/srv/outer/link/new', source: source.of('inner'), readOnly: false },
    ];
    expect(await pod.tryStart(config(['true'], { mounts }))).toMatchObject({
      refused: 'CreateContainerError',
      message: '/srv/outer/link/new leads out of the volume at /srv/outer',
    });
    expect(readdirSync(source.of('machine'))).toEqual([]);
  });

  test.skipIf(!can.files)('a volume has whatever characters in its path', async () => {
    using source = folder({});
    await using pod = await Pod.create(engine());
    const path = '/srv/a b\tc\nd\\e';
    const running = await pod.start(
      config(['touch', `${path}/written`], {
        mounts: [{ path, source: source.of('.'), readOnly: false }],
      }),
    );
    expect(await running.exited, output.of(pod.name, 'stderr').join('\n')).toEqual({ code: 0 });
    expect(existsSync(source.of('written'))).toBe(true);
  });

  test.skipIf(!can.files)('a volume in the place of the whole root is refused', async () => {
    using source = folder({});
    await using pod = await Pod.create(engine());
    const mounts = [{ path: '/', source: source.of('.'), readOnly: false }];
    expect(await pod.tryStart(config(['true'], { mounts }))).toMatchObject({
      refused: 'CreateContainerError',
      message: expect.stringContaining('a volume at /'),
    });
  });

  // As what stands for a hostPath is a folder, whatever the host has there.
  test.skipIf(!can.files)('a volume may be in the place of what each container has of its own', async () => {
    using source = folder({ 'one.txt': 'one', empty: undefined });
    await using pod = await Pod.create(engine());
    const running = await pod.start(
      config(['cat', '/etc/timezone', '/etc/localtime', '/etc/hosts/../hostname'], {
        mounts: [
          { path: '/etc/hosts', source: source.of('empty'), readOnly: true },
          { path: '/etc/localtime', source: source.of('one.txt'), readOnly: true },
          { path: '/etc/timezone', source: source.of('one.txt'), readOnly: true },
          { path: '/dev/termination-log', source: source.of('one.txt'), readOnly: true },
          { path: '/dev/shm', source: source.of('empty'), readOnly: false },
        ],
      }),
    );
    expect(await running.exited, output.of(pod.name, 'stderr').join('\n')).toEqual({ code: 0 });
    expect(output.of(pod.name)).toEqual([`oneone${pod.name}`]);
  });

  test.skipIf(!can.files)('a volume may be in the place of all devices', async () => {
    using source = folder({ 'one.txt': 'one' });
    await using pod = await Pod.create(engine());
    const mounts = [{ path: '/dev', source: source.of('.'), readOnly: true }];
    const running = await pod.start(config(['cat', '/dev/one.txt'], { mounts }));
    expect(await running.exited, output.of(pod.name, 'stderr').join('\n')).toEqual({ code: 0 });
    expect(output.of(pod.name)).toEqual(['one']);
  });

  test('a volume whose folder is missing refuses the container', async () => {
    await using pod = await Pod.create(engine());
    const mounts = [{ path: '/data', source: '/no/such/folder', readOnly: false }];
    expect(await pod.tryStart(config(['true'], { mounts }))).toMatchObject({
      refused: 'CreateContainerError',
      message: expect.stringContaining('/no/such/folder'),
    });
  });
}

/** A temporary folder with these files; undefined: a folder. */
function folder(
  content: Readonly<Record<string, string | undefined>>,
): Disposable & { of(name: string): string } {
  const path = mkdtempSync(join(tmpdir(), 'engine-test-'));
  for (const [name, text] of Object.entries(content))
    if (text === undefined) mkdirSync(join(path, name));
    else writeFileSync(join(path, name), text);
  return {
    of: (name) => join(path, name),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}
