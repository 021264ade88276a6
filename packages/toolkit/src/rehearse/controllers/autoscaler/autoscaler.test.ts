import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Happening, RehearsalEvent } from '../../events.ts';
import type { Pod } from '../../kubelet/index.ts';
import { VirtualClock } from '../../testing/index.ts';
import { Autoscaler, type AutoscalerOptions } from './index.ts';

type Spec = AutoscalerOptions['spec'];

/** A controller whose pods are ready at once. Unless the spec says otherwise, 50 % are wanted. */
function scaled(
  spec: Omit<Spec, 'scaleTargetRef'>,
  replicas: number,
  utilisation: (pod: Pod) => number | undefined,
  others: readonly Pod[] = [],
) {
  const clock = new VirtualClock();
  const events: RehearsalEvent[] = [];
  const controller = {
    replicas,
    get pods() {
      const pod = { status: { phase: 'Running', ready: true } } as Pod;
      return [...Array.from({ length: this.replicas }, () => pod), ...others];
    },
    scale(wanted: number) {
      this.replicas = wanted;
    },
  };
  const metrics: Spec['metrics'] = [
    { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } },
  ];
  const autoscaler = new Autoscaler({
    spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' }, metrics, ...spec },
    controller,
    utilisation,
    clock,
    note: (happening: Happening) => void events.push({ ...happening, at: clock.now() }),
  });
  const steps = () => events.flatMap((it) => (it.type === 'autoscaled' ? [[it.at, it.to]] : []));
  return { clock, controller, autoscaler, steps };
}

test('§7 every 15 s, up to the double or to 4 at most', async () => {
  const { clock, steps } = scaled({ maxReplicas: 100 }, 1, () => 1000);
  await clock.advance(59_999);
  expect(steps()).toEqual([
    [0, 4],
    [15_000, 8],
    [30_000, 16],
    [45_000, 32],
  ]);
});

test('with a behavior, whose defaults are another rule, to the double or by 4', async () => {
  const { clock, steps } = scaled({ maxReplicas: 100, behavior: {} }, 1, () => 1000);
  await clock.advance(15_000);
  expect(steps()).toEqual([
    [0, 5],
    [15_000, 10],
  ]);
});

test('a behavior’s policies count what it has scaled', async () => {
  const scaleUp = { policies: [{ type: 'Pods', value: 3, periodSeconds: 30 }] };
  const { clock, steps } = scaled({ maxReplicas: 100, behavior: { scaleUp } }, 1, () => 1000);
  await clock.advance(60_000);
  expect(steps()).toEqual([
    [0, 4],
    [30_000, 7],
    [60_000, 10],
  ]);
});

test('a behavior has a tolerance of its own for each direction', () => {
  const behavior = { scaleUp: { tolerance: '0.5' }, scaleDown: { tolerance: '0' } };
  expect(scaled({ maxReplicas: 100, behavior }, 4, () => 74).steps()).toEqual([]);
  expect(scaled({ maxReplicas: 100, behavior }, 4, () => 76).steps()).toEqual([[0, 7]]);
});

test('§7 down only to the highest recommendation of 5 min', async () => {
  let utilisation = 50;
  const { clock, steps } = scaled({ maxReplicas: 10 }, 8, () => utilisation);
  await clock.advance(60_000);
  utilisation = 10;
  await clock.advance(299_999);
  expect(steps()).toEqual([]);
  await clock.advance(15_001);
  expect(steps()).toEqual([[360_000, 2]]);
});

test('up only to the lowest recommendation of the window that a behavior states for it', async () => {
  let utilisation = 50;
  const behavior = { scaleUp: { stabilizationWindowSeconds: 60 } };
  const { clock, steps } = scaled({ maxReplicas: 100, behavior }, 2, () => utilisation);
  await clock.advance(15_000);
  utilisation = 100;
  await clock.advance(59_999);
  expect(steps()).toEqual([]);
  await clock.advance(1);
  expect(steps()).toEqual([[75_000, 4]]);
});

test('§7 without a behavior the highest recommendation of 5 min is followed up, with one it only holds', async () => {
  const wanted = async (spec: Parameters<typeof scaled>[0]) => {
    let utilisation = 125;
    const { clock, controller } = scaled(spec, 4, () => utilisation);
    // 10 are recommended, and 8 allowed. Somebody scales back, and the load goes.
    controller.scale(4);
    utilisation = 50;
    await clock.advance(15_000);
    return controller.replicas;
  };
  expect(await wanted({ maxReplicas: 20 })).toBe(8);
  expect(await wanted({ maxReplicas: 20, behavior: {} })).toBe(4);
});

test('outside its bounds it goes there at once, and from 0 nowhere', async () => {
  expect(scaled({ minReplicas: 3, maxReplicas: 5 }, 1, () => 50).steps()).toEqual([[0, 3]]);
  expect(scaled({ maxReplicas: 5 }, 9, () => 50).steps()).toEqual([[0, 5]]);
  expect(scaled({ maxReplicas: 5 }, 0, () => 50).steps()).toEqual([]);
});

test('§7 without a stated metric 80 % are wanted', () => {
  expect(scaled({ maxReplicas: 100, metrics: [] }, 4, () => 100).steps()).toEqual([[0, 5]]);
});

const target = { type: 'Utilization' as const, averageUtilization: 70 };
test.each<[string, NonNullable<Spec['metrics']>]>([
  ['memory', [{ type: 'Resource', resource: { name: 'memory', target } }]],
  [
    'CPU as a value',
    [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'AverageValue', averageValue: '2' } } }],
  ],
  ['a metric of its own', [{ type: 'Pods', pods: { metric: { name: 'rps' }, target } }]],
])('§7 by %s alone nothing is scaled but within the bounds', async (_, metrics) => {
  const { clock, steps } = scaled({ minReplicas: 3, maxReplicas: 9, metrics }, 2, () => 160);
  await clock.advance(60_000);
  expect(steps()).toEqual([[0, 3]]);
});

test('§7 a look at which nothing is measured is no recommendation', async () => {
  let utilisation: number | undefined = 25;
  const { clock, steps } = scaled({ maxReplicas: 10 }, 6, () => utilisation);
  await clock.advance(149_999);
  utilisation = undefined;
  await clock.advance(1);
  utilisation = 25;
  await clock.advance(150_000);
  expect(steps()).toEqual([[300_000, 3]]);
});

test.each([
  ['deleted', { deletedAt: 0 }],
  ['over', { phase: 'Failed' }],
] as const)('§7 what a pod that is %s uses does not count', async (_, status) => {
  const other = { status: { phase: 'Running', ready: true, ...status } } as Pod;
  const { steps } = scaled({ maxReplicas: 100 }, 4, (pod) => (pod === other ? 500 : 50), [other]);
  expect(steps()).toEqual([]);
});

test('stopped, it scales no more', async () => {
  const { clock, autoscaler } = scaled({ maxReplicas: 5 }, 1, () => 50);
  autoscaler.stop();
  await clock.advance(60_000);
  expect(clock.pending).toBe(0);
});

test('property: within its bounds, never above the limit of one look, and never down within 5 min of a higher need', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 0, max: 30 }),
      fc.integer({ min: 1, max: 30 }),
      fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 60 }),
      async (minReplicas, more, replicas, load) => {
        const maxReplicas = minReplicas + more;
        let look = 0;
        const utilisation = () => load[Math.min(look, load.length - 1)] ?? 0;
        const { clock, controller } = scaled({ minReplicas, maxReplicas }, replicas, utilisation);
        let before = controller.replicas;
        for (look = 0; look < load.length; look++) {
          expect(controller.replicas).toBeGreaterThanOrEqual(minReplicas);
          expect(controller.replicas).toBeLessThanOrEqual(maxReplicas);
          expect(controller.replicas).toBeLessThanOrEqual(Math.max(2 * before, 4, minReplicas));
          // The first 20 looks are within 5 min of the start, whose replicas count as a recommendation.
          if (look < 20) expect(controller.replicas).toBeGreaterThanOrEqual(Math.min(before, maxReplicas));
          before = controller.replicas;
          await clock.advance(15_000);
        }
      },
    ),
    { numRuns: 60 },
  );
});
