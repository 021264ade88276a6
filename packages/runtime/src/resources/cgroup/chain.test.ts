import { describe, expect, test } from 'vitest';
import { findCgroup } from './index.ts';
import { expected2 as expected, files2 as files, mount1, mount2, tree } from './tree.props.ts';

describe('version 2', () => {
  test('nested: the lowest limit of the chain holds', () => {
    const cgroup = findCgroup(
      tree({
        'proc/self/cgroup': '0::/kubepods/pod1/main',
        'proc/self/mountinfo': `1 1 0:1 / / rw - ext4 /dev/sda rw\n${mount2('/')}`,
        ...files('sys/fs/cgroup/kubepods/pod1/main'),
        'sys/fs/cgroup/kubepods/pod1/cpu.max': '25000 100000',
        'sys/fs/cgroup/kubepods/pod1/memory.max': '2048',
        'sys/fs/cgroup/kubepods/pod1/memory.high': '1024',
        'sys/fs/cgroup/kubepods/cpu.max': 'max 100000',
        'sys/fs/cgroup/kubepods/memory.max': 'max',
      }),
    );
    expect(cgroup.readCpuQuota()).toBe(0.25);
    expect(cgroup.readMemory()).toEqual({ ...expected.memory, limitBytes: 2048, highBytes: 1024 });
  });

  test.each([
    ['a threaded group', { 'cgroup.type': 'threaded' }],
    ['a group for which the controllers are not enabled', {}],
  ])('%s: use, limits and throttling are those of the group above', (_, own) => {
    const cgroup = findCgroup(
      tree({
        'proc/self/cgroup': '0::/service/init',
        'proc/self/mountinfo': mount2('/'),
        ...files('sys/fs/cgroup/service'),
        'sys/fs/cgroup/service/init/cpu.stat': 'usage_usec 700',
        ...Object.fromEntries(
          Object.entries(own).map(([name, text]) => [`sys/fs/cgroup/service/init/${name}`, text]),
        ),
      }),
    );
    expect(cgroup.readMemory()).toEqual(expected.memory);
    expect(cgroup.readMemoryUsage()).toBe(1_000);
    expect(cgroup.readMemoryPressure()?.some.share10).toBe(0.125);
    expect(cgroup.readCpuStat()).toEqual({ ...expected.cpu, usageMicros: 700 });
  });

  test('throttling is counted where the lowest quota is', () => {
    const cgroup = findCgroup(
      tree({
        'proc/self/cgroup': '0::/pod1/main',
        'proc/self/mountinfo': mount2('/'),
        ...files('sys/fs/cgroup/pod1/main'),
        'sys/fs/cgroup/pod1/cpu.max': '25000 100000',
        'sys/fs/cgroup/pod1/cpu.stat':
          'usage_usec 9000\nnr_periods 20\nnr_throttled 15\nthrottled_usec 600000',
      }),
    );
    const throttled = { periods: 20, throttledPeriods: 15, throttledMicros: 600_000 };
    expect(cgroup.readCpuStat()).toEqual({ usageMicros: 5000, ...throttled });
  });

  test.each([
    // Of 2048 bytes, 1900 less 500 are taken, so that 648 are left; the own figures tell of 2048 - 700.
    ['others take more of the limit above', { 'memory.max': '2048', 'memory.current': '1900' }, 2048, 700],
    // …and here of 4096 - 700, where 5000 - 4300 are left.
    [
      'the lower limit is the own, and the room above less',
      { 'memory.max': '5000', 'memory.current': '4800' },
      4096,
      2696,
    ],
    ['there is more room above', { 'memory.max': '9000', 'memory.current': '4800' }, 4096, undefined],
    ['the group above has no limit', { 'memory.max': 'max', 'memory.current': '9000' }, 4096, undefined],
  ])('where %s, a reading tells by how much there is less', (_, above, limitBytes, shortfallBytes) => {
    const of = Object.entries({ ...above, 'memory.stat': 'anon 1\ninactive_file 500' });
    const cgroup = findCgroup(
      tree({
        'proc/self/cgroup': '0::/pod1/main',
        'proc/self/mountinfo': mount2('/'),
        ...files('sys/fs/cgroup/pod1/main'),
        ...Object.fromEntries(of.map(([name, text]) => [`sys/fs/cgroup/pod1/${name}`, text])),
      }),
    );
    expect(cgroup.readMemory()).toEqual({
      ...expected.memory,
      limitBytes,
      ...(shortfallBytes !== undefined && { shortfallBytes }),
    });
  });
});

describe('version 1', () => {
  test('nested under a parent with a lower limit, at a mount point with a space', () => {
    const cgroup = findCgroup(
      tree({
        'proc/self/cgroup': '4:memory:/a/b',
        'proc/self/mountinfo': mount1('memory', '/', String.raw`/mnt/the\040memory`),
        'mnt/the memory/memory.limit_in_bytes': '9223372036854771712',
        'mnt/the memory/a/memory.limit_in_bytes': '500',
        'mnt/the memory/a/b/memory.limit_in_bytes': '900',
        'mnt/the memory/a/b/memory.usage_in_bytes': '700',
      }),
    );
    expect(cgroup.readMemory()?.limitBytes).toBe(500);
  });

  test('nested under a parent that others use as well', () => {
    const cgroup = findCgroup(
      tree({
        'proc/self/cgroup': '4:memory:/a/b',
        'proc/self/mountinfo': mount1('memory', '/'),
        'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712',
        'sys/fs/cgroup/memory/a/memory.limit_in_bytes': '500',
        'sys/fs/cgroup/memory/a/memory.usage_in_bytes': '480',
        'sys/fs/cgroup/memory/a/memory.stat': 'total_inactive_file 30',
        'sys/fs/cgroup/memory/a/b/memory.limit_in_bytes': '900',
        'sys/fs/cgroup/memory/a/b/memory.usage_in_bytes': '100',
      }),
    );
    expect(cgroup.readMemory()).toEqual({
      limitBytes: 500,
      usageBytes: 100,
      inactiveFileBytes: 0,
      reclaimableBytes: 0,
      shortfallBytes: 350,
    });
  });
});
