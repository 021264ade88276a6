import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { cgroupMounts } from './groups/index.ts';
import { fileSystems } from './isolation/index.ts';
import { mountTable } from './mount-table.ts';

const mounts = mountTable(`21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
22 21 0:20 / /proc rw - proc proc rw
23 21 0:21 / /run rw - tmpfs tmpfs rw
24 21 8:2 / /usr rw master:2 shared:3 - ext4 /dev/sda2 rw
25 21 0:22 / /my\\040disk rw - ext4 /dev/sdb1 rw
26 21 0:23 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
27 21 0:24 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
28 21 0:25 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
`);

test('mounts are read with their paths, types and options', () => {
  expect(mounts[4]).toEqual({ path: '/my disk', type: 'ext4', options: ['rw'] });
});

test('programs are looked for on real file systems, the root first', () => {
  expect(fileSystems(mounts).seen).toEqual(['/', '/usr']);
});

test('file systems that no container can have are told, whatever looking at them says', () => {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  // Looking at it is an error, as for another user's FUSE mount.
  const loop = join(folder, 'loop');
  symlinkSync(loop, loop);
  const more = [loop, '/etc/passwd'].map((path) => ({ path, type: 'fuse.sshfs', options: [] }));
  expect(fileSystems([...mounts, ...more])).toEqual({ seen: ['/', '/usr'], hidden: ['/my disk', loop] });
});

test('volumes in memory of another run are none of this machine’s file systems', () => {
  const path = '/tmp/seaworthy-rehearsal-00jb8y3t60/volumes/one/memory';
  expect(fileSystems([...mounts, { path, type: 'tmpfs', options: [] }])).toEqual(fileSystems(mounts));
});

test('each controller has its hierarchy', () => {
  expect(cgroupMounts(mounts)).toEqual({
    memory: '/sys/fs/cgroup/memory',
    cpu: '/sys/fs/cgroup/cpu,cpuacct',
    cpuacct: '/sys/fs/cgroup/cpu,cpuacct',
    unified: '/sys/fs/cgroup/unified',
  });
});
