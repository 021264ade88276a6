import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { Server } from 'node:net';
import { onTestFinished } from 'vitest';
import { systemClock, type Clock } from '../clock.ts';
import type { Client, ClientContext, Outcome } from '../load/client.ts';
import { H2cClient } from '../load/h2c/index.ts';
import { Http1Client } from '../load/http1/index.ts';
import type { LoadAction, LoadPlan } from '../load/index.ts';
import { WebSocketClient } from '../load/websocket/index.ts';
import { seededRandom } from '../random.ts';
import { routersOf, type DataPlane, type ReachableEndpoint } from '../traffic/data-plane/index.ts';

/** A plan of one client and no action. */
export const onePerSecond: LoadPlan = {
  seed: 1,
  perSecond: 1,
  authority: 'service',
  clients: 1,
  freshPart: 0,
  roundTripMs: 0,
  timeoutMs: 30_000,
  idleTimeoutsMs: [60_000],
  actions: [],
};

/** One GET of `/` by HTTP/1.1. */
export const getRoot: LoadAction = {
  name: 'GET /',
  kind: 'http1',
  method: 'GET',
  path: '/',
  headers: {},
  body: undefined,
  weight: 1,
  overMs: 0,
};

/** A ready endpoint whose pod is a server of this process, until the test is over. */
export async function servingPod(name: string, listener: RequestListener): Promise<ReachableEndpoint> {
  const server = createServer(listener);
  // Who ends an idle connection is its other end.
  server.keepAliveTimeout = 0;
  return endpointOf(name, server);
}

/** The same of any server. */
export async function endpointOf(name: string, server: Server): Promise<ReachableEndpoint> {
  server.listen(0, '127.0.0.1');
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
  /** Default: `http1`. */
  readonly kind?: 'http1' | 'h2c' | 'websocket';
  /** What the proxy sees; it may change meanwhile. */
  readonly endpoints: readonly ReachableEndpoint[];
  readonly clock?: Clock;
  /** Default: 0. */
  readonly roundTripMs?: number;
}

const clientOf = { http1: Http1Client, h2c: H2cClient, websocket: WebSocketClient };
/** A WebSocket begins as a request of HTTP/1.1. */
const routerOf = { http1: 'http1', h2c: 'h2c', websocket: 'http1' } as const;

/** One client behind a proxy. Each call sends a request at once, on a connection of its own if it is `fresh`. */
export function httpSender({
  proxy,
  method,
  kind = 'http1',
  endpoints,
  clock = systemClock,
  roundTripMs = 0,
}: SenderOptions) {
  const action: LoadAction = { ...getRoot, name: `${method} /`, kind, method };
  const ends: ((outcome: Outcome) => void)[] = [];
  let connections = 0;
  const context: ClientContext = {
    clock,
    router: routersOf({ name: proxy }, [endpoints], { clock, random: seededRandom(1) })[routerOf[kind]],
    plan: { ...onePerSecond, roundTripMs, actions: [action] },
    nextConnection: () => connections++,
    ended: ({ id }, outcome) => ends[id]?.(outcome),
  };
  const client: Client = new clientOf[kind](context);
  onTestFinished(() => client.close());
  return (fresh = false): Promise<Outcome> => {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const id = ends.push(resolve) - 1;
    client.send({ id, action, actionIndex: 0, dueAt: 0, client: 0, fresh });
    return promise;
  };
}
