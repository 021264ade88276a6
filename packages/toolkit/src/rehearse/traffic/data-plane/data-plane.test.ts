import { expect, test } from 'vitest';
import { seededRandom } from '../../random.ts';
import { VirtualClock } from '../../testing/index.ts';
import { routersOf, type ReachableEndpoint } from './index.ts';

function endpoint(pod: string): ReachableEndpoint {
  const address = { host: '127.0.0.1', port: 1 };
  return { pod, ip: pod, ready: true, serving: true, terminating: false, address };
}

const around = () => ({ clock: new VirtualClock(), random: seededRandom(1) });

test.each(['kube-proxy', 'ingress-nginx', 'envoy'] as const)(
  '%s: clients are dealt out over the proxies, each of which goes by what it sees itself',
  (name) => {
    const router = routersOf({ name }, [[endpoint('a')], [endpoint('b')], []], around()).http1;
    const pods = Array.from({ length: 6 }, (_, client) => router.route(client)?.pod);
    expect(pods).toEqual(['a', 'b', undefined, 'a', 'b', undefined]);
  },
);

test('§5 Envoy tries nothing again, ingress-nginx what failed', () => {
  const failed = { method: 'GET', tries: 1, failure: 'error' } as const;
  const again = (['ingress-nginx', 'envoy'] as const).map((name) => {
    const router = routersOf({ name }, [[endpoint('a')]], around()).http1;
    return router.per === 'request' && router.again(failed);
  });
  expect(again).toEqual([true, false]);
});

test('§5 kube-proxy keeps a client at its pod where the Service says so', () => {
  const views = [Array.from({ length: 20 }, (_, pod) => endpoint(`pod-${pod}`))];
  const podsOf = (affinity: { affinitySeconds?: number }) => {
    const router = routersOf({ name: 'kube-proxy', ...affinity }, views, around()).http1;
    return new Set(Array.from({ length: 50 }, () => router.route(3)?.pod));
  };
  expect(podsOf({ affinitySeconds: 10 }).size).toBe(1);
  expect(podsOf({}).size).toBeGreaterThan(1);
});
