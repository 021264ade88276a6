import { expect, test } from 'vitest';
import { EventBus } from '../../../events.ts';
import { HeapGrowth } from './growth.ts';

function growthOf() {
  const bus = new EventBus();
  const flags: string[] = [];
  return { bus, growth: new HeapGrowth(bus, (flag) => flags.push(flag)), flags };
}

const use = (usedBytes: number, heapUsedBytes: number) => ({
  usedBytes,
  heapUsedBytes,
  softLimitBytes: 100,
});

test('the heap may grow far while use and that growth fit, until they do not', () => {
  const { bus, growth, flags } = growthOf();
  bus.emit({ type: 'state', from: 'starting', to: 'ready', reason: 'started' });
  // The second: much in use, and little of it heap.
  for (const [used, heap] of [
    [60, 20],
    [60, 4],
    [70, 5],
  ] as const)
    growth.observe(use(used, heap));
  expect(flags).toEqual(['--heap-growing-percent=200']);
  growth.observe(use(70, 10));
  expect(flags.at(-1)).toBe('--heap-growing-percent=0');
  growth.observe(use(60, 10));
  expect(flags).toHaveLength(2);
});

test('nothing is changed while the program still loads', () => {
  const { growth, flags } = growthOf();
  growth.observe(use(10, 5));
  expect(flags).toEqual([]);
});
