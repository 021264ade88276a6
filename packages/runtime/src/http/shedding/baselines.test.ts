import { expect, test } from 'vitest';
import { Baselines, routeOf } from './baselines.ts';

/** Lets enough requests of the route end for a baseline. */
function teach(baselines: Baselines, route: string, ms: number, from: number) {
  for (let n = 0; n < 32; n++) baselines.learn(route, ms, true, from + n * 100);
}

test('a request is too slow beyond twice what is normal for its route, and a little', () => {
  const baselines = new Baselines();
  expect(baselines.excess('/report', 10_000)).toBe(0);
  teach(baselines, '/report', 40, 0);
  expect(baselines.excess('/report', 100)).toBe(1);
  expect(baselines.excess('/other', 10_000)).toBe(0);
});

test('routes beyond the most that are remembered are measured by what they have in common', () => {
  const baselines = new Baselines();
  for (let n = 0; n < 500; n++) teach(baselines, `/route-${n}`, 1, n);
  teach(baselines, '/late', 40, 0);
  expect(baselines.excess('/late', 200)).toBe(2);
  expect(baselines.excess('/later', 200)).toBe(2);
});

test('methods that a client makes up take no room from routes', () => {
  const made = Array.from({ length: 600 }, (_, n) => routeOf({ route: undefined, method: `M${n}` }));
  expect(new Set(made).size).toBe(1);
  expect(routeOf({ route: undefined, method: 'GET' })).toBe('GET');
  expect(routeOf({ route: '/users/:id', method: 'M1' })).toBe('/users/:id');
});
