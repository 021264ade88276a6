import { expect, test } from 'vitest';
import { EventBus } from '../../../events.ts';
import { HeapGrowth } from './growth.ts';

const MIB = 2 ** 20;

function growthOf() {
  const bus = new EventBus();
  const flags: string[] = [];
  const growth = new HeapGrowth(230 * MIB, bus, (flag) => flags.push(flag));
  const ready = () => bus.emit({ type: 'state', from: 'starting', to: 'ready', reason: 'started' });
  /** Looks at memory with so much in the heap after a collection, and before the next. */
  const look = (heapMiB: number, externalMiB = 0, seconds = 60, usedMiB = 100) => {
    for (let second = 0; second < seconds; second++) {
      for (const heap of [heapMiB, 2 * heapMiB])
        growth.observe({
          usedBytes: usedMiB * MIB,
          heapUsedBytes: heap * MIB,
          externalBytes: externalMiB * MIB,
        });
      growth.decide(40 * MIB);
    }
    return flags.at(-1);
  };
  return { growth, flags, ready, look };
}

test('the heap may grow as far as all of that growth fits, until it does not', () => {
  const { ready, look, flags } = growthOf();
  ready();
  expect(look(10)).toBe('--heap-growing-percent=500');
  // Somewhat more changes nothing: else it would go to and fro.
  expect(look(24)).toBe('--heap-growing-percent=500');
  expect(look(30)).toBe('--heap-growing-percent=200');
  expect(look(24)).toBe('--heap-growing-percent=200');
  expect(look(60)).toBe('--heap-growing-percent=0');
  expect(look(15)).toBe('--heap-growing-percent=500');
  expect(flags).toHaveLength(4);
});

test('a second without a collection shows only garbage, and changes nothing', () => {
  const { ready, look } = growthOf();
  ready();
  look(10);
  expect(look(100, 0, 5)).toBe('--heap-growing-percent=500');
  expect(look(100)).toBe('--heap-growing-percent=0');
});

test('nor may it where use is near the limit already, whatever it was before', () => {
  const { ready, look } = growthOf();
  ready();
  look(10);
  expect(look(60, 0, 1, 200)).toBe('--heap-growing-percent=0');
  expect(look(60, 0, 1)).toBe('--heap-growing-percent=0');
});

test('Buffers are in its way', () => {
  const { ready, look } = growthOf();
  ready();
  expect(look(10, 80)).toBe('--heap-growing-percent=200');
});

test('nothing is changed while the program still loads', () => {
  const { look, flags } = growthOf();
  look(5);
  expect(flags).toEqual([]);
});
