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

test('…paths beyond that are forgotten again', () => {
  const costs = new RouteCosts(64 * MIB);
  const word = (index: number) =>
    `/word${String.fromCharCode(97 + (index % 26), 97 + (Math.floor(index / 26) % 26), 97 + Math.floor(index / 676))}`;
  for (let index = 0; index < 2_500; index++) costs.of({ method: 'GET', path: word(index) });
  expect(costs.known({ method: 'GET', path: word(600) })).toBeUndefined();
  expect(costs.known({ method: 'GET', path: word(2_499) })?.name).toBe('other routes');
});

test('no request is taken for less than its route where that is not looked up, nor for more once peaks are over', () => {
  const costs = new RouteCosts(64 * MIB);
  const first = costs.worst(MIB);
  const report = costs.of({ method: 'POST', path: '/report' });
  costs.learnResponse(report, { bytes: 2 * MIB });
  costs.correct(report, 2);
  for (const body of [0, MIB]) expect(costs.worst(body).bytes).toBe(report.estimate(body).bytes);
  costs.correct(report, 0.1);
  for (let turn = 0; turn < 200; turn++) costs.learnResponse(report, { bytes: 0 });
  expect(costs.worst(MIB).bytes).toBeGreaterThan(first.bytes);
  costs.refresh();
  expect(costs.worst(MIB)).toEqual(first);
});

test('what a route was measured to take is taken for no less, however much estimates were too high', () => {
  const costs = new RouteCosts(64 * MIB);
  const thumbnail = { method: 'GET', path: '/thumbnail' };
  for (let turn = 0; turn < 10; turn++) costs.learnUse(thumbnail, 20 * MIB);
  costs.learnResponse(costs.of(thumbnail), { bytes: 10_000 });
  const { bytesBesideBody } = costs.of(thumbnail);
  expect(bytesBesideBody).toBeGreaterThan(20 * MIB);
  costs.correct(costs.of(thumbnail), 0.5);
  expect(costs.of(thumbnail).bytesBesideBody).toBe(bytesBesideBody);
  costs.correct(costs.of(thumbnail), 4);
  expect(costs.of(thumbnail).bytesBesideBody).toBe(2 * bytesBesideBody);
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

test('what native code holds that makes the answers is set aside, too, and is not much', () => {
  const costs = new RouteCosts(64 * MIB);
  const page = costs.of({ method: 'GET', path: '/page' });
  costs.learnResponse(page, { bytes: 100, nativeBytes: MIB / 4 });
  expect(page.bytesBesideBody).toBeGreaterThan(MIB / 4);
  expect(page.bytesBesideBody).toBeLessThan(MIB / 2);
  expect([page.needsTurn, page.takesMore]).toEqual([false, false]);
});

test('…for ever less where it turns out not to be there, not below what may be there, and all of it once use is too high', () => {
  const costs = new RouteCosts(64 * MIB);
  const proxied = costs.of({ method: 'GET', path: '/proxied' });
  costs.learnResponse(proxied, { bytes: 100, nativeBytes: MIB });
  for (let turn = 0; turn < 10; turn++) costs.correct(proxied, 0.7);
  expect(proxied.bytesBesideBody).toBeLessThan(MIB / 16);
  costs.correct(proxied, 0.7, 0.5);
  expect(proxied.bytesBesideBody).toBeGreaterThan(MIB / 2);
  expect(proxied.bytesBesideBody).toBeLessThan(MIB);
  costs.correct(proxied, 1.25);
  expect(proxied.bytesBesideBody).toBeGreaterThan(MIB);
});
