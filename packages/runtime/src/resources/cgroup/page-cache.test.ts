import { expect, test } from 'vitest';
import { findCgroup } from './index.ts';
import { mount1, mount2, tree } from './tree.props.ts';

const version1 = (stat: string) => ({
  'proc/self/cgroup': '4:memory:/pod',
  'proc/self/mountinfo': mount1('memory', '/'),
  'sys/fs/cgroup/memory/pod/memory.usage_in_bytes': '900',
  'sys/fs/cgroup/memory/pod/memory.stat': `inactive_file 1\nactive_file 2\n${stat}`,
});
const version2 = (stat: string) => ({
  'proc/self/cgroup': '0::/pod',
  'proc/self/mountinfo': mount2('/'),
  'sys/fs/cgroup/pod/memory.current': '900',
  'sys/fs/cgroup/pod/memory.stat': stat,
});

test.each([
  ['what was read twice is free', { inactive: 100, active: 400 }, 500],
  ['but not what is mapped', { inactive: 100, active: 400, mapped: 150 }, 350],
  ['nor what is not yet written', { inactive: 100, active: 400, dirty: 30, writeback: 20 }, 450],
  [
    'all that is inactive is free, whatever it holds',
    { inactive: 100, active: 40, mapped: 70, dirty: 70 },
    100,
  ],
])('page cache: %s', (_, cache, reclaimableBytes) => {
  const { inactive, active, mapped = 0, dirty = 0, writeback = 0 } = cache as Record<string, number>;
  const trees = [
    version1(
      `total_inactive_file ${inactive}\ntotal_active_file ${active}\ntotal_mapped_file ${mapped}\ntotal_dirty ${dirty}\ntotal_writeback ${writeback}`,
    ),
    version2(
      `inactive_file ${inactive}\nactive_file ${active}\nfile_mapped ${mapped}\nfile_dirty ${dirty}\nfile_writeback ${writeback}`,
    ),
  ];
  for (const files of trees)
    expect(findCgroup(tree(files)).readMemory()).toEqual({
      usageBytes: 900,
      inactiveFileBytes: 100,
      reclaimableBytes,
    });
});

test('so it is in a group above', () => {
  const files = version2('inactive_file 0\nactive_file 0');
  const cgroup = findCgroup(
    tree({
      ...files,
      'proc/self/cgroup': '0::/pod/main',
      'sys/fs/cgroup/pod/memory.current': '2000',
      'sys/fs/cgroup/pod/memory.max': '2100',
      'sys/fs/cgroup/pod/memory.stat': 'inactive_file 200\nactive_file 900\nfile_mapped 100',
      'sys/fs/cgroup/pod/main/memory.current': '300',
    }),
  );
  // Of 2100, 2000 less 1000 are taken: 1100 are left, where the own figures tell of 1800.
  expect(cgroup.readMemory()?.shortfallBytes).toBe(700);
});
