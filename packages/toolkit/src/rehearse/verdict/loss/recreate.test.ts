import { expect, test } from 'vitest';
import { rehearsedRollout } from '../../testing/index.ts';
import { podStories } from '../pods/index.ts';
import { explainLosses } from './index.ts';

/** When SIGTERM reaches old-a in a rehearsed rollout. */
const STOP = 11_100;

test.each([
  ['is refused', 'Recreate', 'refused', 'recreate-downtime'],
  ['waits in vain', 'Recreate', 'timeout', 'recreate-downtime'],
  ['is answered by an error', 'Recreate', 'status', 'rejects-while-draining'],
  ['is refused', 'RollingUpdate', 'refused', 'listener-closed-early'],
] as const)('who %s by a pod that ends, under the strategy %s (%s): %s', (_, strategy, fate, cause) => {
  const evidence = rehearsedRollout({ closesMs: 0, exitsMs: 3000 });
  evidence.workload = { ...evidence.workload, strategy };
  const status = fate === 'status' ? 500 : 0;
  evidence.request(STOP + 100, 'old-a', { fate, status });
  const built = evidence.build();
  expect(explainLosses(built, podStories(built)).map((loss) => loss.cause)).toEqual([cause]);
});

test('who is refused by a pod that is evicted finds no downtime of the strategy', () => {
  const evidence = rehearsedRollout().ended('new-a', 40_000, { closesMs: 0, exitsMs: 3000 });
  evidence.workload = { ...evidence.workload, strategy: 'Recreate' };
  evidence.note(40_000, { type: 'eviction', pod: 'new-a', allowed: true });
  evidence.request(40_200, 'new-a', { fate: 'refused' });
  const built = evidence.build();
  expect(explainLosses(built, podStories(built)).map(({ cause }) => cause)).toEqual([
    'listener-closed-early',
  ]);
});
