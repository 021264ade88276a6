import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock, type Clock } from '../../clock.ts';
import { seededRandom } from '../../random.ts';
import { routerOf, type ReachableEndpoint } from '../../traffic/data-plane/index.ts';
import type { DueRequest, Outcome } from '../client.ts';
import type { LoadAction } from '../plan.ts';
import { Http1Client } from './index.ts';

/** `proxy-connect-timeout` of ingress-nginx. */
const CONNECT_MS = 5000;

async function pod(name: string, listener: RequestListener): Promise<ReachableEndpoint> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const bound = server.address();
  const address = { host: '127.0.0.1', port: typeof bound === 'object' && bound !== null ? bound.port : 0 };
  return { pod: name, ip: name, ready: true, serving: true, terminating: false, address };
}

/** Sends requests through ingress-nginx, each as soon as it is called. */
function sender(method: string, pods: readonly ReachableEndpoint[], clock: Clock) {
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
  const ends = new Map<DueRequest, (outcome: Outcome) => void>();
  const client = new Http1Client({
    clock,
    router: routerOf({ name: 'ingress-nginx' }, [pods], { clock, random: seededRandom(1) }),
    plan: {
      seed: 1,
      perSecond: 1,
      authority: 'service',
      clients: 1,
      freshPart: 0,
      timeoutMs: 30_000,
      idleTimeoutsMs: [60_000],
      actions: [action],
    },
    nextConnection: () => 0,
    ended: (request, outcome) => ends.get(request)?.(outcome),
  });
  onTestFinished(() => client.close());
  return () => {
    const request = { id: 0, action, actionIndex: 0, dueAt: 0, client: 0, fresh: false };
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    ends.set(request, resolve);
    client.send(request);
    return promise;
  };
}

test('§5 ingress-nginx: a second try goes to whose turn it is, be it the pod that failed the first', async () => {
  const reset: (() => void)[] = [];
  const arrived = Promise.withResolvers<void>();
  const broken = await pod('broken', ({ socket }) => {
    reset.push(() => socket.resetAndDestroy());
    // The first waits for the test, any other is reset at once.
    if (reset.length === 1) arrived.resolve();
    else reset.at(-1)?.();
  });
  const sound = await pod('sound', (_, response) => response.end());
  const send = sender('GET', [broken, sound], systemClock);
  let first = send();
  // Whoever has the first turn.
  if ((await Promise.race([first, arrived.promise])) !== undefined) first = send();
  await arrived.promise;
  expect(await send()).toMatchObject({ pod: 'sound', retries: 0 });
  reset[0]?.();
  expect(await first).toMatchObject({ fate: 'answered', pod: 'sound', retries: 2 });
});

test('§5 ingress-nginx: a POST that got no connection in time was not sent, and is tried again', async () => {
  const requests: string[] = [];
  const answering = (name: string) =>
    pod(name, ({ method }, response) => {
      requests.push(`${method} ${name}`);
      response.end();
    });
  const connectTimeouts: (() => void)[] = [];
  const clock: Clock = {
    ...systemClock,
    after(ms, run) {
      if (ms !== CONNECT_MS) return systemClock.after(ms, run);
      connectTimeouts.push(run);
      return { clear: () => {} };
    },
  };
  const sent = sender('POST', [await answering('a'), await answering('b')], clock)();
  // No connection can have been made yet.
  connectTimeouts[0]?.();
  const outcome = await sent;
  expect(outcome).toMatchObject({ fate: 'answered', retries: 1 });
  expect(requests).toEqual([`POST ${outcome.pod}`]);
});
