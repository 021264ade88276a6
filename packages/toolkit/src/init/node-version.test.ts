import { expect, test } from 'vitest';
import { nodeMajor } from './node-version.ts';

test.each([
  [undefined, 24],
  ['*', 24],
  ['>=20', 24],
  ['>= 18.17.0', 24],
  ['>20', 24],
  ['20', 20],
  ['20.x', 20],
  ['^22.12.0', 22],
  ['~22.12', 22],
  ['v22.1.0', 22],
  ['^22.0.0-rc.1', 22],
  ['18 || 20', 20],
  ['^20.9.0 || ^22.0.0 || >=24', 24],
  ['>=20 <23', 22],
  ['>=20 <24', 22],
  ['>=20 <23.5', 22],
  ['>=23 <24', 23],
  ['18 - 22', 22],
  ['<=22', 22],
  ['>=26', 26],
  ['^26 || ^28', 26],
])('a package that asks for Node %s gets %d', (range, major) => {
  expect(nodeMajor(range)).toBe(major);
});
