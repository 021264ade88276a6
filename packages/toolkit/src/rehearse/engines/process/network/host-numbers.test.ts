import { expect, test } from 'vitest';
import { HostNumbers } from './host-numbers.ts';

test('a number comes again as late as possible', () => {
  const numbers = new HostNumbers(2, 4);
  expect([numbers.take(), numbers.take()]).toEqual([2, 3]);
  numbers.free(2);
  expect([numbers.take(), numbers.take()]).toEqual([4, 2]);
});

test('where all are taken, that is told', () => {
  const numbers = new HostNumbers(2, 3);
  numbers.take();
  numbers.take();
  expect(() => numbers.take()).toThrow(/All 2 addresses .*SW_MACHINE_EXHAUSTED/);
  numbers.free(3);
  expect(numbers.take()).toBe(3);
});
