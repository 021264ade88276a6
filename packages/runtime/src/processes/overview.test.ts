import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CheckResult } from '../probes/index.ts';
import { overviewOf } from './overview.ts';

type PlaceStatus = Parameters<typeof overviewOf>[0][number];

const place = (number: number, state: PlaceStatus['state'], checks: readonly CheckResult[] = []) => ({
  number,
  state,
  since: 0,
  checks,
  serving: state === 'ready' || state === 'degraded',
  stalled: undefined,
});
const check = (status: CheckResult['status'], critical = true): CheckResult => ({
  name: 'database',
  critical,
  status,
  since: 0,
  ...(status === 'failing' && { error: 'refused' }),
});
/** As the probe server decides. */
const isReady = (places: readonly PlaceStatus[]) =>
  overviewOf(places).checks.every(({ critical, status }) => !critical || status === 'passing');

describe('ready', () => {
  test.each<[string, boolean, readonly PlaceStatus[]]>([
    ['all serve', true, [place(1, 'ready'), place(2, 'degraded')]],
    ['one is being replaced', true, [place(1, 'ready'), place(2, 'absent')]],
    ['one drains by itself', true, [place(1, 'ready'), place(2, 'draining')]],
    ['none serves', false, [place(1, 'absent'), place(2, 'starting')]],
    [
      'one that serves waits for its database: connections reach it all the same',
      false,
      [place(1, 'ready'), place(2, 'ready', [check('failing')])],
    ],
    [
      'one that does not serve waits for its database',
      true,
      [place(1, 'ready', [check('passing')]), place(2, 'starting', [check('pending')])],
    ],
  ])('%s: %s', (_, ready, places) => {
    expect(isReady(places)).toBe(ready);
  });

  test('exactly where some serve, and all that serve pass their critical checks', () => {
    const anyPlace = fc.record({
      state: fc.constantFrom<PlaceStatus['state']>('absent', 'starting', 'ready', 'degraded', 'draining'),
      status: fc.constantFrom<CheckResult['status']>('passing', 'failing', 'pending'),
      critical: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anyPlace, { minLength: 1, maxLength: 6 }), (drawn) => {
        const places = drawn.map(({ state, status, critical }, at) =>
          place(at + 1, state, [check(status, critical)]),
        );
        const serving = places.filter((one) => one.serving);
        // A check is as critical as its definition, which is one for all.
        fc.pre(new Set(drawn.map(({ critical }) => critical)).size === 1);
        const fine = serving.every(({ checks }) =>
          checks.every((c) => !c.critical || c.status === 'passing'),
        );
        expect(isReady(places)).toBe(serving.length > 0 && fine);
      }),
    );
  });
});

test('a check is told once, as the process that fares worst tells it', () => {
  const { checks, degraded } = overviewOf([
    place(1, 'ready', [check('passing', false)]),
    place(2, 'degraded', [check('failing', false)]),
  ]);
  expect(checks).toContainEqual({ ...check('failing', false), error: 'process 2: refused' });
  expect(checks.filter(({ name }) => name === 'database')).toHaveLength(1);
  expect(degraded).toBe('database');
});

test('a missing process is named', () => {
  expect(overviewOf([place(1, 'ready'), place(2, 'absent')]).degraded).toBe('process 2');
});

test('any stalled process is told', () => {
  const stalled = { ...place(2, 'ready'), stalled: 'process 2 has been stalled' };
  expect(overviewOf([place(1, 'ready'), stalled]).stalled).toBe('process 2 has been stalled');
});
