import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { version1 } from './version1.ts';
import { version2 } from './version2.ts';

/*
 * The files of cgroupfs as plain files: what is written and how the kernel's files are read. That the limits hold is shown
 * with real processes in test/rehearse/engine, for the version that the machine has.
 */

const resources = { memoryBytes: 64 * 2 ** 20, cpuMilli: 250, cpuShares: 256, oomScoreAdj: 900 };
const whole = { memoryBytes: 100 * 2 ** 20, cpuMilli: 500, cpuShares: 1024 };

test('version 2: limits, usage and kills for memory', () => {
  using parent = folder();
  writeFileSync(parent.of('cgroup.subtree_control'), 'memory cpu pids\n');
  mkdirSync(parent.of('run'));
  writeFileSync(parent.of('run/cgroup.subtree_control'), '');
  const groups = version2(parent.path, 'run');
  expect(readFileSync(parent.of('run/cgroup.subtree_control'), 'utf8')).toBe('+memory +cpu');
  expect(readFileSync(parent.of('run/cpu.weight'), 'utf8')).toBe(String(100 * availableParallelism()));
  const pod = groups.createPod('pod', whole);
  const ofPod = (name: string) => readFileSync(parent.of(`run/pod/${name}`), 'utf8');
  expect(['cgroup.subtree_control', 'memory.max', 'cpu.max', 'cpu.weight'].map(ofPod)).toEqual([
    '+memory +cpu',
    '104857600',
    '50000 100000',
    '100',
  ]);
  const group = pod.create('one', resources);
  const file = (name: string) => ofPod(`one/${name}`);
  expect(file('memory.max')).toBe('67108864');
  expect(file('cpu.max')).toBe('25000 100000');
  expect(file('cpu.weight')).toBe('35');
  group.limitCpu(5);
  expect(file('cpu.max')).toBe('1000 100000');
  expect(group.joinFiles).toEqual([parent.of('run/pod/one/cgroup.procs')]);

  expect(group.oomKilled()).toBe(false);
  const kernel = {
    'memory.current': '5000\n',
    'memory.stat': 'anon 1000\nactive_file 1\ninactive_file 2000\n',
    'cpu.stat': 'usage_usec 7000\nnr_throttled 3\nthrottled_usec 4000\n',
    'memory.events': 'oom 1\noom_kill 1\noom_group_kill 0\n',
    // 0: a process of another PID namespace.
    'cgroup.procs': '12\n0\n13\n',
  };
  for (const [name, text] of Object.entries(kernel)) writeFileSync(parent.of(`run/pod/one/${name}`), text);
  expect(group.usage()).toEqual({ memoryBytes: 3000, cpuMs: 7, throttledMs: 4 });
  expect(group.oomKilled()).toBe(true);
  expect(group.pids()).toEqual([12, 13]);
});

test.each([
  [2, 1],
  [51, 11],
  [102, 17],
  [1024, 100],
  [2048, 174],
  [262_144, 10_000],
])('version 2: %i CPU shares are a weight of %i', (cpuShares, weight) => {
  using parent = folder();
  mkdirSync(parent.of('run'));
  for (const path of ['', 'run/']) writeFileSync(parent.of(`${path}cgroup.subtree_control`), 'memory cpu\n');
  version2(parent.path, 'run').createPod('pod', { ...whole, cpuShares });
  expect(readFileSync(parent.of('run/pod/cpu.weight'), 'utf8')).toBe(String(weight));
});

test('version 1: limits, usage and kills for memory, each in its hierarchy', () => {
  using parent = folder();
  const hierarchies = { memory: parent.of('memory'), cpu: parent.of('cpu'), cpuacct: parent.of('cpu') };
  const groups = version1(hierarchies, 'run');
  const pod = groups.createPod('pod', whole);
  const group = pod.create('one', { ...resources, cpuMilli: undefined });
  const file = (name: string) => readFileSync(parent.of(name), 'utf8');
  expect(file('memory/run/pod/memory.limit_in_bytes')).toBe('104857600');
  expect(file('cpu/run/pod/cpu.shares')).toBe('1024');
  expect(file('cpu/run/pod/cpu.cfs_quota_us')).toBe('50000');
  expect(file('memory/run/pod/one/memory.limit_in_bytes')).toBe('67108864');
  expect(file('cpu/run/cpu.shares')).toBe(String(1024 * availableParallelism()));
  expect(file('cpu/run/pod/one/cpu.shares')).toBe('256');
  group.limitCpu(150);
  expect(file('cpu/run/pod/one/cpu.cfs_quota_us')).toBe('15000');
  expect(group.joinFiles).toEqual([
    parent.of('memory/run/pod/one/cgroup.procs'),
    parent.of('cpu/run/pod/one/cgroup.procs'),
  ]);
  const kernel = {
    'memory/run/pod/one/memory.usage_in_bytes': '5000\n',
    'memory/run/pod/one/memory.stat': 'inactive_file 1\ntotal_inactive_file 2000\n',
    'memory/run/pod/one/memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 2\n',
    'cpu/run/pod/one/cpuacct.usage': '7000000\n',
    'cpu/run/pod/one/cpu.stat': 'nr_throttled 3\nthrottled_time 4000000\n',
  };
  for (const [name, text] of Object.entries(kernel)) writeFileSync(parent.of(name), text);
  expect(group.usage()).toEqual({ memoryBytes: 3000, cpuMs: 7, throttledMs: 4 });
  expect(group.oomKilled()).toBe(true);
});

test('version 1: the CPU limit of a container is at most its pod’s, since the kernel takes no other', () => {
  using parent = folder();
  const hierarchies = { memory: parent.of('memory'), cpu: parent.of('cpu'), cpuacct: parent.of('cpu') };
  const pod = version1(hierarchies, 'run').createPod('pod', whole);
  const group = pod.create('init', { ...resources, cpuMilli: 2000 });
  const quota = () => readFileSync(parent.of('cpu/run/pod/init/cpu.cfs_quota_us'), 'utf8');
  expect(quota()).toBe('50000');
  group.limitCpu(150);
  expect(quota()).toBe('15000');
  group.limitCpu(1500);
  expect(quota()).toBe('50000');
  const free = version1(hierarchies, 'free').createPod('pod', { ...whole, cpuMilli: undefined });
  free.create('init', resources).limitCpu(1500);
  expect(readFileSync(parent.of('cpu/free/pod/init/cpu.cfs_quota_us'), 'utf8')).toBe('150000');
});

function folder(): Disposable & { readonly path: string; of(name: string): string } {
  const path = mkdtempSync(join(tmpdir(), 'groups-test-'));
  return {
    path,
    of: (name) => join(path, name),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}
