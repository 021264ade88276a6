import { expect, test } from 'vitest';
import { containerFacts, rehearsedRollout } from '../../../testing/index.ts';
import { podStories } from '../../pods/index.ts';
import { explainLosses } from '../index.ts';

/** new-a is routed to since 10.4 s. */
const FIRST = 10_400;

test.each([
  ['a main container', 'main', 'reset', 0, 'ready-too-early'],
  ['a main container', 'main', 'reset', 5000, 'ready-too-early'],
  ['a main container', 'main', 'reset', 5001, 'unexplained'],
  ['a main container', 'main', 'timeout', 0, 'no-answer-in-time'],
  ['a main container', 'main', 'status', 0, 'ready-too-early'],
  ['a sidecar', 'sidecar', 'reset', 0, 'no-readiness'],
] as const)(
  'where %s has a readiness probe, a %s request that ends by %s %d ms after the first is lost to: %s',
  (_, role, fate, ms, cause) => {
    const evidence = rehearsedRollout();
    const containers = [containerFacts({ probes: {} }), containerFacts({ name: 'other', role })];
    evidence.workload = { ...evidence.workload, containers };
    evidence.request(FIRST + ms, 'new-a', { fate, status: fate === 'status' ? 500 : 0 });
    const built = evidence.build();
    expect(explainLosses(built, podStories(built)).map((loss) => loss.cause)).toEqual([cause]);
  },
);
