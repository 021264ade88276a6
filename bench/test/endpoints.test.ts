import { VirtualClock } from '@seaworthy/runtime/testing';
import { expect, test } from 'vitest';
import { seededRandom } from '../form/index.ts';
import { EndpointSlice, KubeProxy, type Endpoint } from '../rollout/endpoints.ts';

const lag = { add: [0, 500], remove: [200, 2000] } as const;

function endpoint(pod: string, state: { serving?: boolean; terminating?: boolean } = {}): Endpoint {
  return { pod, host: '127.0.0.1', port: 1, serving: true, terminating: false, ...state };
}

function cluster(seed = 1) {
  const clock = new VirtualClock();
  const slice = new EndpointSlice();
  return { clock, slice, proxy: new KubeProxy(slice, clock, seededRandom(seed), lag) };
}

test('a new endpoint gets connections within the lag of additions', async () => {
  const { clock, slice, proxy } = cluster();
  slice.set('a', endpoint('a'));
  expect(proxy.route()).toBeUndefined();
  await clock.advance(500);
  expect(proxy.route()?.pod).toBe('a');
});

test('a deleted pod still gets connections for the least lag, and none after the greatest', async () => {
  const { clock, slice, proxy } = cluster();
  for (const pod of ['a', 'b']) slice.set(pod, endpoint(pod));
  await clock.advance(500);
  slice.set('a', endpoint('a', { terminating: true }));
  await clock.advance(199);
  expect(targets(proxy)).toEqual(['a', 'b']);
  await clock.advance(1801);
  expect(targets(proxy)).toEqual(['b']);
});

test('the moment of removal is spread over the whole lag and repeats under one seed', async () => {
  const first = await removalTimes();
  expect(first.every((ms) => ms >= 200 && ms <= 2000)).toBe(true);
  expect(Math.min(...first)).toBeLessThan(400);
  expect(Math.max(...first)).toBeGreaterThan(1800);
  expect(await removalTimes()).toEqual(first);
});

test('terminating endpoints that serve are used when none is ready, others never', async () => {
  const { clock, slice, proxy } = cluster();
  slice.set('a', endpoint('a', { terminating: true }));
  slice.set('b', endpoint('b', { serving: false, terminating: true }));
  await clock.advance(2000);
  expect(targets(proxy)).toEqual(['a']);
  slice.set('c', endpoint('c'));
  await clock.advance(500);
  expect(targets(proxy)).toEqual(['c']);
});

test('a change that was overtaken by a later one is not applied', async () => {
  // Whatever the lags drawn: an endpoint that is gone must stay gone.
  for (let seed = 1; seed <= 50; seed += 1) {
    const { clock, slice, proxy } = cluster(seed);
    slice.set('a', endpoint('a', { terminating: true }));
    slice.set('a', undefined);
    await clock.advance(2000);
    expect(proxy.route()).toBeUndefined();
  }
});

function targets(proxy: KubeProxy): string[] {
  const pods = Array.from({ length: 100 }, () => proxy.route()?.pod ?? 'none');
  return [...new Set(pods)].toSorted();
}

async function removalTimes(): Promise<number[]> {
  const times: number[] = [];
  for (let seed = 1; seed <= 100; seed += 1) {
    const { clock, slice, proxy } = cluster(seed);
    slice.set('a', endpoint('a'));
    await clock.advance(500);
    slice.set('a', undefined);
    while (proxy.route() !== undefined) await clock.advance(10);
    times.push(clock.now() - 500);
  }
  return times;
}
