import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PressureLevel } from '../../../events.ts';
import { intervalOf, levelOf } from './pressure.ts';

const levels: PressureLevel[] = ['calm', 'elevated', 'high', 'exhausted'];

test.each([
  ['calm', 0.74, 0.3, 'calm'],
  ['calm', 0.75, 0.3, 'elevated'],
  ['calm', 0.95, 0.3, 'high'],
  ['calm', 1.2, 0.99, 'high'],
  ['calm', 1.2, 1, 'exhausted'],
  ['elevated', 0.69, 0.3, 'elevated'],
  ['elevated', 0.67, 0.3, 'calm'],
  ['high', 0.84, 0.3, 'high'],
  ['exhausted', 0.95, 0.94, 'exhausted'],
  ['exhausted', 0.95, 0.92, 'high'],
] satisfies [PressureLevel, number, number, PressureLevel][])(
  '%s at %d, base %d: %s',
  (before, used, base, after) => {
    expect(levelOf(before, used, base)).toBe(after);
  },
);

test('a level holds where use hovers within the hysteresis', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...levels),
      fc.double({ min: 0, max: 1.5, noNaN: true }),
      fc.double({ min: -0.03, max: 0.03, noNaN: true }),
      (before, used, ripple) => {
        const level = levelOf(before, used, used * 0.8);
        const again = levelOf(level, used + ripple, used * 0.8);
        expect(levelOf(again, used, used * 0.8)).toBe(again);
      },
    ),
  );
});

test('looks are as rare as the headroom allows', () => {
  expect(intervalOf(2 ** 40)).toBe(1_000);
  expect(intervalOf(100 * 2 ** 20)).toBe(100);
  expect(intervalOf(-1)).toBe(5);
});
