import { expect, test } from 'vitest';
import { MissedChanges } from './missed-changes.ts';

test('gives all that was missed as one change, once', () => {
  const missed = new MissedChanges();
  missed.add({ keys: ['a', 'b'] });
  missed.add({ keys: ['a'], tags: ['tag'] });
  missed.add({ prefix: 'part:' });
  missed.add({ prefix: 'part:' });
  expect(missed.take()).toEqual({ keys: ['a', 'b'], tags: ['tag'], prefix: 'part:' });
  expect(missed.take()).toBeUndefined();
});

test('drops everything where two parts were to be dropped, or too many names', () => {
  const missed = new MissedChanges();
  missed.add({ prefix: 'one:' });
  missed.add({ prefix: 'other:' });
  expect(missed.take()).toEqual({ keys: [], tags: [], prefix: '' });
  expect(missed.tooMany).toBe(false);
  for (let index = 0; index <= 10_000; index++) missed.add({ keys: [`key ${index}`] });
  missed.add({ tags: ['tag'] });
  expect(missed.tooMany).toBe(true);
  expect(missed.take()).toEqual({ keys: [], tags: [], prefix: '' });
  expect(missed.tooMany).toBe(false);
});
