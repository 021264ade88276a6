import { beforeEach, expect, test } from 'vitest';
import { Correction } from './correction.ts';

const MIB = 2 ** 20;
const outcome = { baseBytes: 40 * MIB, isShort: true, isShown: true };

let correction: Correction;
beforeEach(() => {
  correction = new Correction(100 * MIB);
});

test('estimates are lowered as far as what requests take may grow, in steps', () => {
  correction.observe(85 * MIB);
  expect(correction.judge(outcome)).toBeCloseTo(45 / 52);
  correction.observe(50 * MIB);
  expect(correction.judge(outcome)).toBe(0.7);
  correction.observe(91.9 * MIB);
  expect(correction.judge(outcome)).toBe(0.95);
});

test('but not while nobody waits, nor where use has come near the limit', () => {
  correction.observe(50 * MIB);
  expect(correction.judge({ ...outcome, isShort: false })).toBeUndefined();
  correction.observe(93 * MIB);
  expect(correction.judge(outcome)).toBeUndefined();
});

test('the highest use counts, of all the time since the last correction could be seen', () => {
  correction.observe(95 * MIB);
  correction.observe(50 * MIB);
  expect(correction.judge({ ...outcome, isShown: false })).toBeUndefined();
  correction.observe(50 * MIB);
  expect(correction.judge(outcome)).toBeUndefined();
});

test('too low ones are raised at once', () => {
  correction.observe(98 * MIB);
  expect(correction.judge({ ...outcome, isShort: false, isShown: false })).toBe(1.25);
  expect(correction.judge({ ...outcome, isShown: false })).toBeUndefined();
});

test('where requests may go beyond the soft limit, only use beyond that is too much', () => {
  correction.observe(104 * MIB);
  expect(correction.judge({ ...outcome, beyondBytes: 5 * MIB })).toBeUndefined();
  correction.observe(106 * MIB);
  expect(correction.judge({ ...outcome, beyondBytes: 5 * MIB })).toBe(1.25);
});
