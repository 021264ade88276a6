import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Deployment } from '../deployment/index.ts';
import type { Pod } from '../kubelet/index.ts';
import { testCluster, VirtualClock } from '../testing/index.ts';
import { DisruptionBudget, drain, evictor } from './index.ts';

type Spec = ConstructorParameters<typeof DisruptionBudget>[0];

/** A pod of which a budget looks only at the status. */
function podWith(status: Partial<Pod['status']>): Pod {
  return { status: { phase: 'Running', ready: true, ...status } } as Pod;
}

function budgetOf(spec: Spec, pods: readonly Pod[], replicas = pods.length) {
  return new DisruptionBudget(spec, { pods, replicas });
}

const ready = podWith({});
const unready = podWith({ ready: false });
const pending = podWith({ ready: false, phase: 'Pending' });

test.each([
  [{ minAvailable: 2 }, 2],
  [{ minAvailable: '50%' }, 3],
  [{ maxUnavailable: 1 }, 4],
  [{ maxUnavailable: '30%' }, 3],
  [{ maxUnavailable: 9 }, 0],
  [{}, 0],
])('§7 percentages round up: %j of 5 wants %i healthy', (spec, healthy) => {
  expect(budgetOf(spec, [ready, ready, ready, ready, ready]).desiredHealthy).toBe(healthy);
});

test('§7 percentages are of the replicas that are asked for, however many pods there are', () => {
  const surging = [ready, ready, ready, ready, ready, ready];
  expect(budgetOf({ minAvailable: '50%' }, surging, 4).desiredHealthy).toBe(2);
  expect(budgetOf({ maxUnavailable: '50%' }, [ready], 4).desiredHealthy).toBe(2);
});

test('§7 an eviction that leaves fewer healthy pods than wanted is refused', () => {
  expect(budgetOf({ minAvailable: 2 }, [ready, ready, ready]).allows(ready)).toBe(true);
  expect(budgetOf({ minAvailable: 2 }, [ready, ready]).allows(ready)).toBe(false);
  expect(budgetOf({ minAvailable: 2 }, [ready, ready, podWith({ deletedAt: 1 })]).allows(ready)).toBe(false);
});

test('§7 a pod that does not run yet, or is going already, is always let go', () => {
  expect(budgetOf({ minAvailable: 2 }, [ready, pending]).allows(pending)).toBe(true);
  const going = podWith({ deletedAt: 1 });
  expect(budgetOf({ minAvailable: 2 }, [ready, ready, going]).allows(going)).toBe(true);
});

test('§7 a pod that runs unready is let go while enough are healthy, or always where the policy says so', () => {
  expect(budgetOf({ minAvailable: 1 }, [ready, unready]).allows(unready)).toBe(true);
  const short = [unready, unready];
  expect(budgetOf({ minAvailable: 1 }, short).allows(unready)).toBe(false);
  // Where none has to be healthy, none that is healthy can be spared.
  expect(budgetOf({ minAvailable: 0 }, short).allows(unready)).toBe(false);
  const spec = { minAvailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' } as const;
  expect(budgetOf(spec, short).allows(unready)).toBe(true);
});

test('§7 a budget that states neither minimum nor maximum lets no pod go that runs, unless by policy an unready one', () => {
  const pods = [ready, ready, unready];
  expect(budgetOf({}, pods).allows(ready)).toBe(false);
  expect(budgetOf({}, pods).allows(unready)).toBe(false);
  expect(budgetOf({ unhealthyPodEvictionPolicy: 'AlwaysAllow' }, pods).allows(unready)).toBe(true);
  expect(budgetOf({}, [pending]).allows(pending)).toBe(true);
});

function drained(spec: Spec, replicas: number, seed = 1) {
  const cluster = testCluster({ startMs: 3000, stop: { afterMs: 2000, code: 0 } }, { seed });
  const { kubelet: runner, clock, note } = cluster;
  const deployment = new Deployment({
    name: 'web',
    replicas,
    spec: {},
    template: {
      spec: { containers: [{ name: 'app', readinessProbe: { httpGet: { port: 80 }, periodSeconds: 1 } }] },
    },
    runner,
    clock,
    note,
  });
  const budget = new DisruptionBudget(spec, deployment);
  return { ...cluster, deployment, budget, evict: evictor(budget, note) };
}

test('§7 a drain evicts all pods in parallel, tries those that get 429 again every 5 s, and ends when all are gone', async () => {
  const { clock, deployment, evict, of } = drained({ maxUnavailable: 1 }, 3);
  await clock.advance(20_000);
  const old = deployment.pods;
  let overAt: number | undefined;
  void drain(old, evict, { clock }).then((isDrained) => (overAt = isDrained ? clock.now() : Infinity));
  await clock.advance(4999);
  expect(of('eviction').map(({ at, allowed }) => [at, allowed])).toEqual([
    [20_000, true],
    [20_000, false],
    [20_000, false],
  ]);
  await clock.advance(60_000);
  expect(new Set(of('eviction').map(({ at }) => at % 5000))).toEqual(new Set([0]));
  const names = new Set(old.map(({ name }) => name));
  const gone = of('pod-removed').filter(({ pod }) => names.has(pod));
  expect(overAt).toBe(gone.at(-1)?.at);
  expect(old.every(({ status }) => status.removed)).toBe(true);
});

test('§7 a drain gives up once its time is over, and evicts nobody afterwards', async () => {
  const { clock, deployment, evict, of } = drained({ minAvailable: 3 }, 3);
  await clock.advance(20_000);
  let isDrained: boolean | undefined;
  void drain(deployment.pods, evict, { clock, timeoutMs: 12_000 }).then((answer) => (isDrained = answer));
  await clock.advance(11_999);
  expect(isDrained).toBeUndefined();
  await clock.advance(60_000);
  expect(isDrained).toBe(false);
  expect(of('eviction').map(({ at }) => at)).toEqual(
    [20, 20, 20, 25, 25, 25, 30, 30, 30].map((s) => s * 1000),
  );
});

test('§7 a drain waits for a pod that is going already, and does not evict it', async () => {
  const { clock, deployment, evict, of } = drained({ minAvailable: 1 }, 1);
  await clock.advance(20_000);
  const [pod] = deployment.pods;
  pod?.delete();
  let isDrained = false;
  void drain(pod === undefined ? [] : [pod], evict, { clock }).then((answer) => (isDrained = answer));
  await clock.advance(1999);
  expect(isDrained).toBe(false);
  await clock.advance(1001);
  expect(isDrained).toBe(true);
  expect(of('eviction')).toEqual([]);
});

test('§7 a drain that is over in time leaves no timer', async () => {
  const clock = new VirtualClock();
  expect(await drain([], () => true, { clock, timeoutMs: 60_000 })).toBe(true);
  expect(clock.pending).toBe(0);
});

test('§7 without a budget every eviction is allowed', () => {
  const deleted: string[] = [];
  const pod = { ...ready, name: 'web', delete: () => void deleted.push('web') } as Pod;
  expect(evictor(undefined, () => undefined)(pod)).toBe(true);
  expect(deleted).toEqual(['web']);
});

test('§7 rolling updates ignore the budget', async () => {
  const { clock, deployment, budget } = drained({ minAvailable: 4 }, 4);
  await clock.advance(20_000);
  deployment.apply({ spec: { containers: [{ name: 'app' }] } });
  await clock.advance(60_000);
  expect(deployment.state).toBe('complete');
  expect(budget.desiredHealthy).toBe(4);
});

test('property: evictions never leave fewer healthy pods than the budget wants', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 0, max: 100 }),
      fc.boolean(),
      async (replicas, percent, isMinimum) => {
        const spec = isMinimum ? { minAvailable: `${percent}%` } : { maxUnavailable: `${percent}%` };
        const { clock, deployment, budget, evict } = drained(spec, replicas);
        await clock.advance(20_000);
        const until = new AbortController();
        const draining = drain(deployment.pods, evict, { clock, signal: until.signal }).catch(
          () => undefined,
        );
        for (let second = 0; second < 60; second++) {
          await clock.advance(1000);
          expect(budget.healthy).toBeGreaterThanOrEqual(budget.desiredHealthy);
        }
        until.abort();
        await draining;
      },
    ),
    { numRuns: 10 },
  );
});
