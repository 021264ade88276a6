import { expect, test } from 'vitest';
import { RouteCosts } from './route-costs.ts';

const MIB = 2 ** 20;

test('a path with other values is the same route, another method is another', () => {
  const costs = new RouteCosts(64 * MIB);
  const route = costs.of({ method: 'GET', path: '/users/42' });
  expect(costs.of({ method: 'GET', path: '/users/7' })).toBe(route);
  expect(costs.of({ method: 'DELETE', path: '/users/7' })).not.toBe(route);
});

test('a flood of paths and methods is remembered only so far, and what is known stays known', () => {
  const costs = new RouteCosts(64 * MIB);
  const known = costs.of({ method: 'GET', path: '/pages' });
  for (let i = 0; i < 5_000; i++) costs.of({ method: `M${i % 30}`, path: `/x-${i}` });
  expect(costs.of({ method: 'GET', path: '/pages' })).toBe(known);
  const one = costs.of({ method: 'GET', path: '/late' });
  expect(costs.of({ method: 'GET', path: '/later' })).toBe(one);
  expect(costs.largest(10_000).length).toBeLessThanOrEqual(501);
});

test('what takes much is told by its answers, however estimates were corrected', () => {
  const costs = new RouteCosts(64 * MIB);
  const page = costs.of({ method: 'GET', path: '/page' });
  costs.learnResponse(page, { bytes: 22_000 });
  for (let turn = 0; turn < 20; turn++) costs.correct(page, 1.25);
  expect([page.needsTurn, costs.hasTurns]).toEqual([false, false]);
  costs.learnResponse(page, { bytes: MIB });
  expect([page.needsTurn, costs.hasTurns]).toEqual([true, true]);
});

test('what is sent part by part takes turns, too, but no memory', () => {
  const costs = new RouteCosts(64 * MIB);
  const list = costs.of({ method: 'GET', path: '/list' });
  costs.learnResponse(list, { bytes: 16_000, streamedBytes: MIB });
  expect([list.needsTurn, costs.hasTurns]).toEqual([true, true]);
  expect(list.bytesBesideBody).toBeLessThan(MIB / 8);
});

test('what native code holds that makes the answers is set aside, however estimates were corrected', () => {
  const costs = new RouteCosts(64 * MIB);
  const page = costs.of({ method: 'GET', path: '/page' });
  costs.learnResponse(page, { bytes: 100, nativeBytes: MIB / 4 });
  for (let turn = 0; turn < 20; turn++) costs.correct(page, 0.7);
  expect(page.bytesBesideBody).toBeGreaterThan(MIB / 4);
  expect(page.bytesBesideBody).toBeLessThan(MIB / 2);
  expect([page.needsTurn, page.takesMore]).toEqual([false, false]);
});
