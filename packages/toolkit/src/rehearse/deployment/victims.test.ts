import { expect, test } from 'vitest';
import type { Pod, PodStatus } from '../kubelet/index.ts';
import { byVictimOrder } from './victims.ts';

const containers = ({ init = 0, sidecar = 0, main = 0 }) =>
  Object.entries({ init, sidecar, main }).map(([role, restartCount]) => ({ spec: { role }, restartCount }));
const pod = (name: string, status: Partial<PodStatus>, createdAt = 0, restarts = {}) =>
  ({
    name,
    createdAt,
    status: { phase: 'Running', ready: true, readySince: 0, containers: containers(restarts), ...status },
  }) as unknown as Pod;

test.each([
  [
    'Pending before Running',
    pod('victim', { phase: 'Pending', ready: false }),
    pod('kept', { ready: false }),
  ],
  ['not ready before ready', pod('victim', { ready: false }), pod('kept', {})],
  ['ready for a shorter time first', pod('victim', { readySince: 10 }), pod('kept', { readySince: 5 })],
  ['more restarts first', pod('victim', {}, 0, { main: 2 }), pod('kept', {}, 0, { main: 1 })],
  [
    'restarts of main containers before those of sidecars',
    pod('victim', {}, 0, { main: 1 }),
    pod('kept', {}, 0, { sidecar: 5 }),
  ],
  ['then those of sidecars', pod('victim', {}, 0, { sidecar: 1 }), pod('kept', {}, 5)],
  ['never those of other init containers', pod('victim', {}, 10), pod('kept', {}, 5, { init: 3 })],
  ['newer first', pod('victim', {}, 10), pod('kept', {}, 5)],
])('§6 victims: %s', (_, victim, kept) => {
  expect(byVictimOrder([kept, victim]).map(({ name }) => name)).toEqual(['victim', 'kept']);
  expect(byVictimOrder([victim, kept]).map(({ name }) => name)).toEqual(['victim', 'kept']);
});
