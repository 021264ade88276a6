import { describe, expect, test } from 'vitest';
import { findCgroup } from './index.ts';
import { expected2 as expected, files2 as files, mount1, mount2, tree } from './tree.props.ts';

const cache = (bytes: number) => ({ inactiveFileBytes: bytes, reclaimableBytes: bytes });

describe('version 2', () => {
  test('in a namespace of its own, where the container sees its group as /', () => {
    const cgroup = findCgroup(
      tree({
        'proc/self/cgroup': '0::/',
        'proc/self/mountinfo': mount2('/'),
        ...files('sys/fs/cgroup'),
      }),
    );
    expect(cgroup.readCpuStat()).toEqual(expected.cpu);
    expect(cgroup.readCpuQuota()).toBe(0.5);
    expect(cgroup.readMemory()).toEqual(expected.memory);
    expect(cgroup.readMemoryPressure()).toEqual({
      some: { share10: 0.125, totalMicros: 7_000_000 },
      full: { share10: 0.0225, totalMicros: 900_000 },
    });
    expect(cgroup.readCpuPressure()).toEqual({ some: { share10: 0, totalMicros: 1234 } });
  });

  test.each([
    ['switched off, which node sees as an error of reading', undefined],
    ['empty', ''],
    ['of another form', 'some avg10=high total=?'],
  ])('pressure %s is not known', (_, text) => {
    const cgroup = findCgroup(
      tree({
        'proc/self/cgroup': '0::/',
        'proc/self/mountinfo': mount2('/'),
        'sys/fs/cgroup/memory.current': '1',
        ...(text !== undefined && { 'sys/fs/cgroup/memory.pressure': text }),
      }),
    );
    expect(cgroup.readMemoryPressure()).toBeUndefined();
    expect(cgroup.readCpuPressure()).toBeUndefined();
  });

  test('without limits', () => {
    const cgroup = findCgroup(
      tree({
        'proc/self/cgroup': '0::/app',
        'proc/self/mountinfo': mount2('/'),
        'sys/fs/cgroup/app/cpu.max': 'max 100000',
        'sys/fs/cgroup/app/memory.current': '1000',
        'sys/fs/cgroup/app/memory.max': 'max',
      }),
    );
    expect(cgroup.readCpuQuota()).toBeUndefined();
    expect(cgroup.readMemory()).toEqual({ usageBytes: 1000, ...cache(0) });
  });

  test.each([
    ['the host’s path, with only the own subtree mounted', '0::/kubepods/pod1/main', '/kubepods/pod1/main'],
    ['the host’s path, under a root that it is not below', '0::/kubepods/pod1/main', '/elsewhere'],
    ['the host’s path, which the mount does not show', '0::/kubepods/pod1/main', '/'],
    ['a path out of the namespace', '0::/../main', '/'],
  ])('%s: the mount point is the own group', (_, membership, mountRoot) => {
    const cgroup = findCgroup(
      tree({
        'proc/self/cgroup': membership,
        'proc/self/mountinfo': mount2(mountRoot),
        ...files('sys/fs/cgroup'),
      }),
    );
    expect(cgroup.readMemory()).toEqual(expected.memory);
    expect(cgroup.readCpuStat()).toEqual(expected.cpu);
  });

  test('the root group has no use to read', () => {
    const cgroup = findCgroup(
      tree({
        'proc/self/cgroup': '0::/',
        'proc/self/mountinfo': mount2('/'),
        'sys/fs/cgroup/cpu.stat': 'usage_usec 7',
        'sys/fs/cgroup/memory.stat': 'anon 1',
      }),
    );
    expect(cgroup.readMemory()).toBeUndefined();
    expect(cgroup.readCpuQuota()).toBeUndefined();
    expect(cgroup.readCpuStat()).toMatchObject({ usageMicros: 7, throttledMicros: 0 });
  });

  test('where the kernel tells nothing of the processor', () => {
    const cgroup = findCgroup(
      tree({
        'proc/self/cgroup': '0::/',
        'proc/self/mountinfo': mount2('/'),
        'sys/fs/cgroup/memory.current': '1000',
      }),
    );
    expect(cgroup.readCpuStat()).toBeUndefined();
  });
});

describe('version 1', () => {
  const files = {
    'proc/self/cgroup': '4:memory:/docker/a\n2:cpu,cpuacct:/docker/a\n1:name=systemd:/docker/a',
    'proc/self/mountinfo': [
      mount1('cpu,cpuacct', '/docker/a', '/sys/fs/cgroup/cpu,cpuacct'),
      mount1('memory', '/docker/a'),
    ].join('\n'),
    'sys/fs/cgroup/cpu,cpuacct/cpu.stat': 'nr_periods 8\nnr_throttled 2\nthrottled_time 90000000',
    'sys/fs/cgroup/cpu,cpuacct/cpuacct.usage': '123456789',
    'sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '150000',
    'sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000',
    'sys/fs/cgroup/memory/memory.usage_in_bytes': '700',
    'sys/fs/cgroup/memory/memory.limit_in_bytes': '900',
    'sys/fs/cgroup/memory/memory.stat': 'inactive_file 1\ntotal_inactive_file 200',
  };

  test('a container', () => {
    const cgroup = findCgroup(tree(files));
    expect(cgroup.readCpuStat()).toEqual({
      usageMicros: 123_456,
      periods: 8,
      throttledPeriods: 2,
      throttledMicros: 90_000,
    });
    expect(cgroup.readCpuQuota()).toBe(1.5);
    expect(cgroup.readMemory()).toEqual({ limitBytes: 900, usageBytes: 700, ...cache(200) });
  });

  test.each(['9223372036854771712', '9223372036854710272', '9223372036854775807'])(
    'a limit of %s is none',
    (limit) => {
      const unlimited = tree({ ...files, 'sys/fs/cgroup/memory/memory.limit_in_bytes': limit });
      expect(findCgroup(unlimited).readMemory()).toEqual({ usageBytes: 700, ...cache(200) });
    },
  );

  test('hits of the limit, kills, and a group that is halted at it', () => {
    const halted = tree({
      ...files,
      'sys/fs/cgroup/memory/memory.failcnt': '12',
      'sys/fs/cgroup/memory/memory.oom_control': 'oom_kill_disable 1\nunder_oom 1\noom_kill 3',
    });
    expect(findCgroup(halted).readMemory()).toMatchObject({
      events: { max: 12, oomKill: 3 },
      underOom: true,
    });
    expect(findCgroup(halted).readMemoryPressure()).toBeUndefined();
  });

  test('a quota of -1 is none', () => {
    const unlimited = tree({ ...files, 'sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '-1' });
    expect(findCgroup(unlimited).readCpuQuota()).toBeUndefined();
  });

  test('hybrid: controllers in version 1 win over the empty version 2 hierarchy', () => {
    const cgroup = findCgroup(
      tree({
        ...files,
        'proc/self/cgroup': `${files['proc/self/cgroup']}\n0::/system.slice`,
        'proc/self/mountinfo': `${mount2('/', '/sys/fs/cgroup/unified')}\n${files['proc/self/mountinfo']}`,
        'sys/fs/cgroup/unified/system.slice/cpu.stat': 'usage_usec 1',
      }),
    );
    expect(cgroup.readCpuStat()?.usageMicros).toBe(123_456);
    expect(cgroup.readMemory()?.usageBytes).toBe(700);
  });
});

test.each([
  ['no /proc', {}],
  ['no cgroup mounted', { 'proc/self/cgroup': '0::/', 'proc/self/mountinfo': '1 1 0:1 / / rw - ext4 x rw' }],
  ['nonsense', { 'proc/self/cgroup': 'x\n::\n\u{0}', 'proc/self/mountinfo': '- - -\n - cgroup2' }],
])('%s: every reading is undefined', (_, files) => {
  const cgroup = findCgroup(tree(files));
  expect(cgroup.readCpuStat()).toBeUndefined();
  expect(cgroup.readCpuQuota()).toBeUndefined();
  expect(cgroup.readMemory()).toBeUndefined();
});
