import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom, type Range } from '../random.ts';
import { testCluster, type ContainerScript } from '../testing/index.ts';
import { EndpointSlice, EndpointView, propagationProfiles } from './index.ts';

const containers = [
  { name: 'app', readinessProbe: { httpGet: { port: 80 }, periodSeconds: 1, failureThreshold: 1 } },
];

function serve(script: ContainerScript, lagMs: Range = propagationProfiles.usual, seed = 1) {
  const cluster = testCluster(script);
  const { clock, note } = cluster;
  const slice = new EndpointSlice(note);
  const view = new EndpointView({ proxy: 'node', slice, lagMs, clock, random: seededRandom(seed), note });
  const pod = cluster.run({ containers });
  slice.add(pod);
  return { ...cluster, slice, view, pod };
}

test('§4 traps 1 and 2: a deletion flips the endpoint’s ready at once, before preStop and signal, and not its serving', async () => {
  const { clock, of, pod } = serve({ stop: { afterMs: 10_000, code: 0 } });
  await clock.advance(5000);
  pod.delete();
  expect(of('endpoint').at(-1)).toMatchObject({ at: 5000, ready: false, serving: true, terminating: true });
  expect(of('signal')).toEqual([]);
});

test('§4 ready is serving and not terminating: nobody is routed to a pod that is not ready', async () => {
  const { clock, of, view } = serve({
    answer: ({ sinceStartMs }) => ({ outcome: sinceStartMs < 5000 || sinceStartMs >= 9000 ? 503 : 200 }),
  });
  await clock.advance(20_000);
  const states = of('endpoint').map(({ at, ready, serving }) => [at, ready, serving]);
  expect(states).toEqual([
    [1000, false, false],
    [5000, true, true],
    [9000, false, false],
  ]);
  expect(view.endpoints.map(({ ready }) => ready)).toEqual([false]);
});

test('§4 where a Service publishes addresses that are not ready, all are ready until they are gone', async () => {
  const { clock, note, of, run } = testCluster({
    answer: () => ({ outcome: 503 }),
    stop: { afterMs: 3000, code: 0 },
  });
  const slice = new EndpointSlice(note, true);
  const pod = run({ containers });
  slice.add(pod);
  await clock.advance(5000);
  pod.delete();
  await clock.advance(5000);
  expect(
    of('endpoint').map(({ at, ready, serving, terminating }) => [at, ready, serving, terminating]),
  ).toEqual([
    [1000, true, false, false],
    [5000, true, false, true],
  ]);
  expect(of('endpoint-removed')).toMatchObject([{ at: 8000 }]);
});

test('§4 trap 3: readiness probes during termination flip serving', async () => {
  const { clock, of, pod } = serve({
    stop: { afterMs: 10_000, code: 0 },
    answer: ({ sinceStartMs }) => ({ outcome: sinceStartMs < 8000 ? 200 : 503 }),
  });
  await clock.advance(5000);
  pod.delete();
  await clock.advance(5000);
  expect(of('endpoint').at(-1)).toMatchObject({ at: 8000, serving: false, terminating: true });
});

test('§4 the endpoint goes at the pod’s terminal phase', async () => {
  const { clock, of, pod } = serve({ stop: { afterMs: 10_000, code: 0 } });
  await clock.advance(5000);
  pod.delete();
  await clock.advance(20_000);
  expect(of('endpoint-removed')).toEqual([expect.objectContaining({ at: 15_000 })]);
});

test('§4 also of a pod that nobody deletes', async () => {
  const { clock, kubelet, note, of } = testCluster({ exit: { afterMs: 5500, code: 0 } });
  const slice = new EndpointSlice(note);
  slice.add(kubelet.run({ name: 'pod', revision: 1, spec: { restartPolicy: 'Never', containers } }));
  await clock.advance(20_000);
  expect(of('pod-phase').at(-1)).toMatchObject({ at: 6000, phase: 'Succeeded' });
  expect(of('endpoint-removed')).toEqual([expect.objectContaining({ at: 6000 })]);
  expect(slice.endpoints.size).toBe(0);
});

test('a proxy that comes later sees the endpoints that are there, and so does who asks it', async () => {
  const { clock, note, pod, slice } = serve({});
  await clock.advance(10_000);
  const late = new EndpointView({
    proxy: 'late',
    slice,
    lagMs: propagationProfiles.none,
    clock,
    random: seededRandom(1),
    note,
  });
  await clock.advance(0);
  const seen: string[][] = [];
  late.subscribe((endpoints) => seen.push(endpoints.map((it) => `${it.pod} ${stateOf(it)}`)));
  expect(seen).toEqual([['pod ready']]);
  pod.delete();
  await clock.advance(0);
  expect(seen.slice(1, 2)).toEqual([['pod serving']]);
});

test('§4 with a grace period of 0 the API forgets a pod at once, and its endpoint goes while it still runs', async () => {
  const { clock, of, pod } = serve({ stop: { afterMs: 1500, code: 0 } });
  await clock.advance(5000);
  pod.delete(0);
  expect(of('endpoint-removed')).toEqual([expect.objectContaining({ at: 5000 })]);
  await clock.advance(1499);
  expect(pod.status.phase).toBe('Running');
});

test('§4 §5 a proxy sees the removal 0.2–2 s later in the usual profile, 5–10 s in the worst, ingress-nginx up to 3.3 + 1 s', async () => {
  const delays = async (lagMs: Range) =>
    Promise.all(
      Array.from({ length: 30 }, async (_, seed) => {
        const { clock, of, pod } = serve({ stop: { afterMs: 20_000, code: 0 } }, lagMs, seed);
        await clock.advance(5000);
        pod.delete();
        await clock.advance(15_000);
        return (of('endpoint-seen').find(({ state }) => state === 'serving')?.at ?? 0) - 5000;
      }),
    );
  const usual = await delays(propagationProfiles.usual);
  expect(Math.min(...usual)).toBeGreaterThanOrEqual(200);
  expect(Math.min(...usual)).toBeLessThan(500);
  expect(Math.max(...usual)).toBeLessThanOrEqual(2000);
  expect(Math.max(...usual)).toBeGreaterThan(1700);
  const worst = await delays(propagationProfiles.worst);
  expect(Math.min(...worst)).toBeGreaterThanOrEqual(5000);
  expect(Math.min(...worst)).toBeLessThan(6000);
  expect(Math.max(...worst)).toBeLessThanOrEqual(10_000);
  expect(Math.max(...worst)).toBeGreaterThan(9000);
  const ingress = await delays(propagationProfiles['ingress-nginx']);
  expect(Math.max(...ingress)).toBeLessThanOrEqual(4300);
  expect(Math.max(...ingress)).toBeGreaterThan(3500);
});

test('§4 a pod that ends at once is routed to for as long as any other: a watch delivers its changes in order', async () => {
  for (let seed = 0; seed < 50; seed++) {
    const seenAfter = async (afterMs: number) => {
      const { clock, of, pod } = serve({ stop: { afterMs, code: 0 } }, propagationProfiles.usual, seed);
      await clock.advance(5000);
      pod.delete();
      await clock.advance(15_000);
      return of('endpoint-seen').find(({ at, state }) => at > 5000 && state !== 'ready')?.at;
    };
    expect(await seenAfter(0)).toBe(await seenAfter(20_000));
  }
});

/** One pod goes at the very moment when the next comes. */
const goneAndNewAtOnce = [
  { afterMs: 4196, isStart: true },
  { afterMs: 704, isStart: false },
  { afterMs: 0, isStart: true },
];

test('property: a proxy that has seen a change has seen all that were made before it, of whatever pod', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: 3000 }), isStart: fc.boolean() }), {
        maxLength: 20,
      }),
      fc.integer({ min: 0, max: 2 ** 31 }),
      async (steps, seed) => {
        const { clock, kubelet, note, events, of } = testCluster({ stop: { afterMs: 100, code: 0 } });
        const slice = new EndpointSlice(note);
        const lagMs = propagationProfiles.usual;
        const view = new EndpointView({
          proxy: 'node',
          slice,
          lagMs,
          clock,
          random: seededRandom(seed),
          note,
        });
        const living: { delete: () => void }[] = [];
        for (const [index, { afterMs, isStart }] of steps.entries()) {
          await clock.advance(afterMs);
          if (!isStart) living.shift()?.delete();
          else {
            const pod = kubelet.run({ name: `pod-${index}`, revision: 1, spec: { containers } });
            slice.add(pod);
            living.push(pod);
          }
        }
        await clock.advance(30_000);
        // As they were made: some at the same time.
        const changed = events.filter(
          (event) => event.type === 'endpoint' || event.type === 'endpoint-removed',
        );
        const states = new Map<string, string>();
        const made = changed.flatMap((event) => {
          const state = event.type === 'endpoint-removed' ? 'gone' : stateOf(event);
          const before = states.get(event.pod) ?? 'gone';
          states.set(event.pod, state);
          return state === before ? [] : [`${event.pod} ${state}`];
        });
        expect(of('endpoint-seen').map(({ pod, state }) => `${pod} ${state}`)).toEqual(made);
        expect(view.endpoints).toEqual([...slice.endpoints.values()]);
      },
    ),
    { numRuns: 30, examples: [[goneAndNewAtOnce, 0]] },
  );
});

test('the same seed gives the same delays', async () => {
  const seen = async (seed: number) => {
    const { clock, of } = serve({}, propagationProfiles.usual, seed);
    await clock.advance(5000);
    return of('endpoint-seen').map(({ at }) => at);
  };
  expect(await seen(7)).toEqual(await seen(7));
  expect(await seen(7)).not.toEqual(await seen(8));
});

test('property: a proxy never goes back to an older state, and in the end sees what the API says', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 0, max: 2 ** 31 }),
      async (answers, seed) => {
        const { clock, of, slice, view } = serve(
          {
            answer: ({ sinceStartMs }) => ({
              outcome: (answers[Math.floor(sinceStartMs / 1000)] ?? true) ? 200 : 503,
            }),
          },
          propagationProfiles.worst,
          seed,
        );
        await clock.advance(90_000);
        expect(view.endpoints).toEqual([...slice.endpoints.values()]);
        expect(of('endpoint-seen').length).toBeLessThanOrEqual(of('endpoint').length);
        expect(of('endpoint-seen').at(-1)?.state).toBe('ready');
      },
    ),
    { numRuns: 25 },
  );
});

function stateOf({ ready, serving }: { readonly ready: boolean; readonly serving: boolean }): string {
  if (ready) return 'ready';
  return serving ? 'serving' : 'unready';
}

test('a proxy that is stopped sees nothing more, and leaves no timer', async () => {
  const { clock, of, pod, view } = serve({ stop: { afterMs: 9000, code: 0 } }, propagationProfiles.worst);
  await clock.advance(30_000);
  const seen = of('endpoint-seen').length;
  pod.delete();
  await clock.advance(4000);
  const before = clock.pending;
  view.stop();
  expect(clock.pending).toBe(before - 1);
  await clock.advance(60_000);
  expect(of('endpoint-seen')).toHaveLength(seen);
  expect(clock.pending).toBe(0);
});
