import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Restarts } from './restarts.ts';

test('a first death is mended at once, further ones after longer and longer, the fifth not at all', () => {
  const restarts = new Restarts(() => 1);
  expect([1, 2, 3, 4, 5].map(() => restarts.died(0))).toEqual([0, 1_000, 2_000, 4_000, undefined]);
});

test('a long life wipes out what was before', () => {
  const restarts = new Restarts(() => 1);
  for (let death = 0; death < 4; death++) restarts.died(1_000);
  expect(restarts.died(60_000)).toBe(0);
  expect(restarts.died(1_000)).toBe(1_000);
});

test('a process is given up only after five short lives in a row', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(120_000), { maxLength: 40 }), (lives) => {
      const restarts = new Restarts();
      let short = 0;
      for (const life of lives) {
        short = life >= 60_000 ? 1 : short + 1;
        const wait = restarts.died(life);
        expect(wait === undefined).toBe(short >= 5);
        if (wait !== undefined) expect(wait).toBeLessThanOrEqual(4_000);
      }
    }),
  );
});
