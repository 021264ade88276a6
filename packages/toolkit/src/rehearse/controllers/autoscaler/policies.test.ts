import { expect, test } from 'vitest';
import { Policies } from './policies.ts';

const pods = (value: number, periodSeconds = 60) => ({ type: 'Pods', value, periodSeconds });
const percent = (value: number, periodSeconds = 60) => ({ type: 'Percent', value, periodSeconds });

test.each([
  ['so many pods', { policies: [pods(2)] }, 12],
  ['a part, rounded up', { policies: [percent(25)] }, 13],
  ['the most that several allow', { policies: [pods(2), percent(50)] }, 15],
  ['the least of them', { policies: [pods(2), percent(50)], selectPolicy: 'Min' as const }, 12],
  ['nothing', { selectPolicy: 'Disabled' as const }, 10],
  ['the double or 4 more, where it states none', {}, 20],
])('a behavior lets it go up by %s', (_, scaleUp, expected) => {
  expect(new Policies({ scaleUp }).towards(100, 10, 0)).toBe(expected);
});

test.each([
  ['so many pods', { policies: [pods(2)] }, 8],
  ['a part, rounded down', { policies: [percent(25)] }, 7],
  ['the most that several allow', { policies: [pods(2), percent(50)] }, 5],
  ['the least of them', { policies: [pods(2), percent(50)], selectPolicy: 'Min' as const }, 8],
  ['nothing', { selectPolicy: 'Disabled' as const }, 10],
  ['all, where it states none', {}, 1],
])('a behavior lets it go down by %s', (_, scaleDown, expected) => {
  expect(new Policies({ scaleDown }).towards(1, 10, 0)).toBe(expected);
});

test('what was wanted is no more than that', () => {
  const policies = new Policies({});
  expect([11, 10, 9].map((wanted) => policies.towards(wanted, 10, 0))).toEqual([11, 10, 9]);
});

test('a policy counts from what there was when its period began, whatever has come and gone since', () => {
  const policies = new Policies({ scaleUp: { policies: [pods(4)] } });
  policies.scaled(10, 13, 0);
  policies.scaled(13, 11, 30_000);
  expect(policies.towards(100, 11, 59_999)).toBe(14);
  expect(policies.towards(100, 11, 60_000)).toBe(17);
});

test('where more has come in the period than is allowed, it stays', () => {
  const policies = new Policies({ scaleUp: { policies: [pods(1)] } });
  policies.scaled(3, 9, 0);
  expect(policies.towards(100, 9, 15_000)).toBe(9);
});
