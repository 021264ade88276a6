import { expect, test } from 'vitest';
import { undisturbed, type Stall } from '../http/load/own-stalls.ts';
import { seededRandom } from '../form/index.ts';

/** Requests that fall due each millisecond, of which each tenth takes so long. Times in milliseconds. */
function requests(slowMs: number) {
  return Array.from({ length: 20_000 }, (_, due) => ({ due, ms: due % 10 === 0 ? slowMs : 0.1 }));
}

/** For a part of the time the load stands still for two milliseconds at a time. */
function stalls(part: number): Stall[] {
  const random = seededRandom(1);
  return Array.from({ length: (20_000 * part) / 2 }, () => random.uniform(0, 20_000)).map((from) => ({
    from,
    to: from + 2,
  }));
}

test('a slow answer is left out no sooner than a quick one', () => {
  for (const part of [0.02, 0.1, 0.3]) {
    const heard = undisturbed(requests(30), stalls(part));
    const slow = heard.filter(({ ms }) => ms === 30).length;
    expect(heard.length).toBeGreaterThan(100);
    expect(slow / heard.length, `${part} of the time`).toBeCloseTo(0.1, 1);
    expect(undisturbed(requests(3), stalls(part)).map(({ due }) => due)).toEqual(heard.map(({ due }) => due));
  }
});

test('what falls due while the load stands still, or just before, is left out', () => {
  const dues = [0, 84, 90.5, 101, 103, 200].map((due) => ({ due }));
  expect(undisturbed(dues, [{ from: 100, to: 102 }]).map(({ due }) => due)).toEqual([0, 84, 103, 200]);
});
