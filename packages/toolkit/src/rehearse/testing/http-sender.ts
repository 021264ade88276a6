import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { onTestFinished } from 'vitest';
import { systemClock, type Clock } from '../clock.ts';
import type { Outcome } from '../load/client.ts';
import { Http1Client } from '../load/http1/index.ts';
import type { LoadAction, LoadPlan } from '../load/index.ts';
import { seededRandom } from '../random.ts';
import { routerOf, type DataPlane, type ReachableEndpoint } from '../traffic/data-plane/index.ts';

/** A plan of one client and no action. */
export const onePerSecond: LoadPlan = {
  seed: 1,
  perSecond: 1,
  authority: 'service',
  clients: 1,
  freshPart: 0,
  timeoutMs: 30_000,
  idleTimeoutsMs: [60_000],
  actions: [],
};

/** A ready endpoint whose pod is a server of this process, until the test is over. */
export async function servingPod(name: string, listener: RequestListener): Promise<ReachableEndpoint> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  // Who ends an idle connection is its other end.
  server.keepAliveTimeout = 0;
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const bound = server.address();
  const address = { host: '127.0.0.1', port: typeof bound === 'object' && bound !== null ? bound.port : 0 };
  return { pod: name, ip: name, ready: true, serving: true, terminating: false, address };
}

/** Whose requests go where. */
interface SenderOptions {
  readonly proxy: DataPlane['name'];
  readonly method: string;
  /** What the proxy sees; it may change meanwhile. */
  readonly endpoints: readonly ReachableEndpoint[];
  readonly clock?: Clock;
}

/** One client behind a proxy. Each call sends a request at once, on a connection of its own if it is `fresh`. */
export function httpSender({ proxy, method, endpoints, clock = systemClock }: SenderOptions) {
  const action: LoadAction = {
    name: `${method} /`,
    kind: 'http1',
    method,
    path: '/',
    headers: {},
    body: undefined,
    weight: 1,
    overMs: 0,
  };
  const ends: ((outcome: Outcome) => void)[] = [];
  let connections = 0;
  const client = new Http1Client({
    clock,
    router: routerOf({ name: proxy }, [endpoints], { clock, random: seededRandom(1) }),
    plan: { ...onePerSecond, actions: [action] },
    nextConnection: () => connections++,
    ended: ({ id }, outcome) => ends[id]?.(outcome),
  });
  onTestFinished(() => client.close());
  return (fresh = false): Promise<Outcome> => {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const id = ends.push(resolve) - 1;
    client.send({ id, action, actionIndex: 0, dueAt: 0, client: 0, fresh });
    return promise;
  };
}
