import { expect, test } from 'vitest';
import { VirtualClock } from '../../../testing/virtual-clock.ts';
import { HeapGrowth } from './growth.ts';

async function settled() {
  const clock = new VirtualClock();
  const flags: string[] = [];
  const growth = new HeapGrowth(clock, (flag) => flags.push(flag));
  await clock.advance(10_000);
  return { growth, flags };
}

test('the heap may grow far while memory is plentiful, until it is not', async () => {
  const { growth, flags } = await settled();
  for (const used of [0.4, 0.2, 0.25, 0.55]) growth.observe(used);
  expect(flags).toEqual(['--heap-growing-percent=200']);
  growth.observe(0.65);
  expect(flags.at(-1)).toBe('--heap-growing-percent=0');
  growth.observe(0.35);
  expect(flags).toHaveLength(2);
});

test('nothing is changed while the program still loads', () => {
  const flags: string[] = [];
  new HeapGrowth(new VirtualClock(), (flag) => flags.push(flag)).observe(0.1);
  expect(flags).toEqual([]);
});
