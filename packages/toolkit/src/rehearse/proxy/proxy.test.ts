import { expect, test } from 'vitest';
import type { Endpoint } from '../endpoints/index.ts';
import { seededRandom } from '../random.ts';
import { VirtualClock } from '../testing/index.ts';
import {
  chooseForConnection,
  ClientAffinity,
  EnvoyChooser,
  IngressNginxChooser,
  nextTry,
  upstreamKeepAlive,
  UpstreamPool,
} from './index.ts';

const endpoint = (pod: string, serving = true, terminating = false): Endpoint => ({
  pod,
  ip: pod,
  serving,
  terminating,
  ready: serving && !terminating,
});
const three = ['a', 'b', 'c'].map((pod) => endpoint(pod));

test('§5 trap 7: kube-proxy picks a random ready endpoint for each connection', () => {
  const random = seededRandom(1);
  const counts = Map.groupBy(Array.from({ length: 3000 }), () => chooseForConnection(three, random)?.pod);
  for (const pod of ['a', 'b', 'c'])
    expect(Math.abs((counts.get(pod)?.length ?? 0) - 1000)).toBeLessThan(150);
});

test('§5 trap 4: without a ready endpoint, kube-proxy falls back to those that terminate but serve', () => {
  const random = seededRandom(1);
  expect(chooseForConnection([endpoint('a', true, true), endpoint('b', false, true)], random)?.pod).toBe('a');
  for (let turn = 0; turn < 50; turn++)
    expect(chooseForConnection([endpoint('a', true, true), endpoint('b')], random)?.pod).toBe('b');
});

test('§5 no usable endpoint: the connection is refused', () => {
  expect(chooseForConnection([], seededRandom(1))).toBeUndefined();
  expect(chooseForConnection([endpoint('a', false)], seededRandom(1))).toBeUndefined();
});

test('§5 sessionAffinity ClientIP keeps a client at its endpoint for 10800 s since its last connection', async () => {
  const clock = new VirtualClock();
  const affinity = new ClientAffinity(clock, seededRandom(3), 10_800);
  const first = affinity.choose('client', three);
  for (let hours = 0; hours < 8; hours += 2) {
    expect(affinity.choose('client', three)).toBe(first);
    await clock.advance(7_200_000);
  }
  const others = three.filter((it) => it !== first);
  expect(others).toContain(affinity.choose('client', others));
});

test('§5 sessionAffinity ClientIP is over after its time', async () => {
  const clock = new VirtualClock();
  const moved = [];
  for (let seed = 0; seed < 20; seed++) {
    const affinity = new ClientAffinity(clock, seededRandom(seed), 10);
    const first = affinity.choose('client', three);
    await clock.advance(10_000);
    moved.push(affinity.choose('client', three) !== first);
  }
  expect(moved).toContain(true);
});

test('§5 ingress-nginx goes round the ready endpoints for each request, without a terminating fallback', () => {
  const chooser = new IngressNginxChooser(seededRandom(1));
  const chosen = Array.from({ length: 6 }, () => chooser.choose(three)?.pod);
  expect(new Set(chosen.slice(0, 3))).toEqual(new Set(['a', 'b', 'c']));
  expect(chosen.slice(3)).toEqual(chosen.slice(0, 3));
  expect(chooser.choose([endpoint('a', true, true)])).toBeUndefined();
});

test('§5 ingress-nginx goes on round for a second try, whatever the first one met: others in between bring it back there', () => {
  const chooser = new IngressNginxChooser(seededRandom(1));
  const first = chooser.choose(three);
  chooser.choose(three);
  chooser.choose(three);
  expect(chooser.choose(three)).toBe(first);
});

test.each([
  ['GET', 1, 'error', true],
  ['GET', 2, 'timeout', true],
  ['GET', 3, 'error', false],
  ['POST', 1, 'error', false],
  ['PATCH', 1, 'timeout', false],
  ['LOCK', 1, 'error', false],
  ['POST', 1, 'unconnected', true],
] as const)(
  '§5 ingress-nginx: %s after %d tries and %s is tried again: %s',
  (method, tries, failure, again) => {
    expect(nextTry({ method, tries, failure })).toBe(again);
  },
);

test('§5 ingress-nginx keeps 320 upstream connections for 60 s', async () => {
  const clock = new VirtualClock();
  const pool = new UpstreamPool(upstreamKeepAlive, clock);
  const connections = Array.from({ length: 400 }, (_, index) => pool.acquire(`pod-${index % 5}`));
  for (const connection of connections) pool.release(connection, true);
  expect(pool.idle).toBe(320);
  await clock.advance(59_999);
  expect(pool.acquire('pod-1').reused).toBe(true);
  await clock.advance(1);
  expect(pool.idle).toBe(0);
  expect(pool.acquire('pod-1').reused).toBe(false);
});

test('§5 Envoy has a pool for each host, and a connection carries one request at a time', () => {
  const envoy = new EnvoyChooser({ clock: new VirtualClock(), random: seededRandom(1) });
  const one = envoy.choose([endpoint('a')]);
  const two = envoy.choose([endpoint('a')]);
  expect(one?.id).not.toBe(two?.id);
  if (one) envoy.release(one, true);
  expect(envoy.choose([endpoint('b')])).toMatchObject({ pod: 'b', reused: false });
  expect(envoy.choose([])).toBeUndefined();
});

test('§5 Envoy uses a free connection of the host again, unless the peer closed it', () => {
  const envoy = new EnvoyChooser({ clock: new VirtualClock(), random: seededRandom(1) });
  const a = endpoint('a');
  const first = envoy.choose([a]);
  if (first) envoy.release(first, true);
  const second = envoy.choose([a]);
  expect(second).toEqual({ id: first?.id, pod: 'a', reused: true });
  if (second) envoy.release(second, false);
  expect(envoy.choose([a])?.reused).toBe(false);
});

test('§5 Envoy has one connection of HTTP/2 to each host, until its peer says GOAWAY or the host is gone', () => {
  const closed: number[] = [];
  const envoy = new EnvoyChooser({
    clock: new VirtualClock(),
    random: seededRandom(1),
    protocol: 'h2c',
    closed: (id) => void closed.push(id),
  });
  const choose = (...pods: readonly string[]) => {
    const chosen = envoy.choose(pods.map((pod) => endpoint(pod)));
    if (chosen === undefined) throw new Error('There is a host');
    return chosen;
  };
  const [first, second] = [choose('a'), choose('a')];
  expect(second).toEqual({ id: first.id, pod: 'a', reused: true });
  envoy.drop(first.id);
  const next = choose('a');
  expect(next).toMatchObject({ pod: 'a', reused: false });
  // What it carries goes on to its end.
  expect(envoy.release(first, true)).toBe(true);
  expect(envoy.release(second, true)).toBe(false);
  expect(envoy.release(next, true)).toBe(true);
  const last = choose('b');
  expect(closed).toEqual([next.id]);
  choose('c');
  expect(envoy.release(last, true)).toBe(false);
  const broken = choose('d');
  choose('d');
  // Its peer is gone, and what else it carries ends with it.
  expect(envoy.release(broken, false)).toBe(true);
  expect(choose('d')).toMatchObject({ pod: 'd', reused: false });
});

test('§5 Envoy routes to ready hosts only, and closes what is idle to one that is no longer', () => {
  const closed: number[] = [];
  const envoy = new EnvoyChooser({
    clock: new VirtualClock(),
    random: seededRandom(1),
    closed: (id) => void closed.push(id),
  });
  const [a, b] = [endpoint('a'), endpoint('b')];
  const going = endpoint('a', true, true);
  const first = envoy.choose([a]);
  const second = envoy.choose([a]);
  if (first === undefined || second === undefined) throw new Error('There is a host');
  envoy.release(first, true);
  for (let turn = 0; turn < 4; turn++) {
    expect(envoy.choose([going, b])?.pod).toBe('b');
    expect(envoy.chooseHost([going, b])).toBe(b);
  }
  expect(closed).toEqual([first.id]);
  expect(envoy.release(second, true)).toBe(false);
});

test('§5 Envoy closes a connection that has been idle for an hour', async () => {
  const clock = new VirtualClock();
  const envoy = new EnvoyChooser({ clock, random: seededRandom(1) });
  const a = endpoint('a');
  for (const [idleMs, reused] of [
    [0, false],
    [3_599_999, true],
    [3_600_000, false],
  ] as const) {
    await clock.advance(idleMs);
    const chosen = envoy.choose([a]);
    expect(chosen?.reused).toBe(reused);
    if (chosen) envoy.release(chosen, true);
  }
});

test('§5 an upstream pool gives the connection that was used last', () => {
  const pool = new UpstreamPool(upstreamKeepAlive, new VirtualClock());
  const [first, second] = [pool.acquire('a'), pool.acquire('a')];
  pool.release(second, true);
  pool.release(first, true);
  expect(pool.acquire('a').id).toBe(first.id);
});

test('§5 an upstream pool tells which idle connections it no longer keeps, and drops those that the peer closed', async () => {
  const clock = new VirtualClock();
  const closed: number[] = [];
  const pool = new UpstreamPool({ maxIdle: 2, idleTimeoutMs: 1000 }, clock, (id) => {
    closed.push(id);
  });
  const [a, b, c] = ['a', 'b', 'c'].map((pod) => pool.acquire(pod));
  if (a === undefined || b === undefined || c === undefined) throw new Error('Each is a new one');
  expect([a, b, c].map((connection) => pool.release(connection, true))).toEqual([true, true, true]);
  expect(closed).toEqual([a.id]);
  pool.drop(b.id);
  expect(pool.acquire('b').reused).toBe(false);
  await clock.advance(1000);
  expect(pool.acquire('c').reused).toBe(false);
  expect(closed).toEqual([a.id, c.id]);
  expect(pool.release(c, false)).toBe(false);
});
