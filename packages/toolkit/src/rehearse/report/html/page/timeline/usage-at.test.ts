import { expect, test } from 'vitest';
import type { ContainerUsage } from '../../data/types.ts';
import { usageAt } from './usage-at.ts';

const MIB = 1024 * 1024;
const series = (pod: string, from: number, memory: readonly number[], cpu: readonly number[]) => ({
  pod,
  at: memory.map((_, position) => from + position * 500),
  memory: memory.map((mebibytes) => mebibytes * MIB),
  cpu,
  throttled: memory.map(() => 0),
});
const shop: ContainerUsage = {
  container: 'shop',
  memoryLimit: 256 * MIB,
  cpuLimit: 500,
  series: [series('a', 0, [40, 50, 60], [100, 120, 400]), series('b', 500, [70, 30], [90, 80])],
};

test('of a pod the last sample before the moment is told, beside the limits', () => {
  expect(usageAt([shop], 700, 'a')).toEqual(['memory 50 of 256 MiB', 'CPU 0.12 of 0.5 cores']);
  expect(usageAt([{ ...shop, memoryLimit: undefined, cpuLimit: undefined }], 0, 'a')).toEqual([
    'memory 40 MiB',
    'CPU 0.1 cores',
  ]);
});

test('where no pod is asked for, the one that used most of each is', () => {
  expect(usageAt([shop], 700, undefined)).toEqual(['memory 70 of 256 MiB (b)', 'CPU 0.12 of 0.5 cores (a)']);
});

test('of several containers each is named', () => {
  const both = [shop, { ...shop, container: 'mesh' }];
  expect(usageAt(both, 0, 'a').map((text) => text.replace(/\d.*/, ''))).toEqual([
    'memory of shop ',
    'CPU of shop ',
    'memory of mesh ',
    'CPU of mesh ',
  ]);
});

test('nothing is told of before the first sample and after the last one', () => {
  expect(usageAt([shop], 400, 'b')).toEqual([]);
  expect(usageAt([shop], 1001, undefined)).toEqual([]);
  expect(usageAt([], 0, undefined)).toEqual([]);
});
