import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { isLost, startTraffic, type Endpoint, type TrafficOptions } from 'seaworthy/rehearse';
import { expect, onTestFinished, test, vi } from 'vitest';
import { countingServer } from './counting-server.ts';

/** Pods without a cluster: what a proxy sees of them is set by hand. */
class Pods {
  readonly #ports = new Map<string, number>();
  readonly #seen = new Map<string, Endpoint>();
  readonly #subscribers: ((endpoints: readonly Endpoint[]) => void)[] = [];

  add(pod: string, port: number): void {
    this.#ports.set(pod, port);
    this.#seen.set(pod, { pod, ip: '127.0.0.1', ready: true, serving: true, terminating: false });
    this.#changed();
  }

  /** Adds one that is a server of this process. */
  async serve(pod: string, listener: RequestListener): Promise<void> {
    const server = createServer(listener).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const address = server.address();
    if (typeof address === 'object' && address !== null) this.add(pod, address.port);
  }

  remove(pod: string): void {
    this.#seen.delete(pod);
    this.#changed();
  }

  traffic(options: Partial<TrafficOptions>) {
    const traffic = startTraffic({
      seed: 7,
      settings: {},
      dataPlane: { name: 'kube-proxy' },
      authority: 'service',
      views: [
        {
          subscribe: (subscriber) => {
            this.#subscribers.push(subscriber);
            subscriber([...this.#seen.values()]);
          },
        },
      ],
      addressOf: (pod) => ({ host: '127.0.0.1', port: this.#ports.get(pod) ?? 1 }),
      ...options,
    });
    onTestFinished(async () => void (await traffic.stop()));
    return traffic;
  }

  #changed(): void {
    for (const subscriber of this.#subscribers) subscriber([...this.#seen.values()]);
  }
}

async function drainedServer(): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'drained-server.ts')], {
    env: { PATH: process.env['PATH'], DRAIN_MS: '20000' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, port: Number(line) };
}

async function answering(handle: (name: string) => boolean, names: readonly string[]): Promise<Pods> {
  const pods = new Pods();
  for (const name of names)
    await pods.serve(name, (request, response) => {
      request.resume();
      if (handle(name)) response.end();
      else request.socket.resetAndDestroy();
    });
  return pods;
}

test.each(['kube-proxy', 'ingress-nginx', 'envoy'] as const)(
  'the load by %s loses no request of three servers that are replaced and drain as they should',
  async (name) => {
    const pods = new Pods();
    const running: { pod: string; child: ChildProcess }[] = [];
    const start = async (pod: string) => {
      const { child, port } = await drainedServer();
      pods.add(pod, port);
      running.push({ pod, child });
    };
    for (const pod of ['a', 'b', 'c']) await start(pod);
    const traffic = pods.traffic({
      dataPlane: { name },
      settings: {
        requestsPerSecond: 300,
        steps: [
          { path: '/', weight: 9 },
          { path: '/', kind: 'upload', overMs: 300 },
        ],
      },
    });
    const answering = () => new Set([...traffic.log].map(({ pod }) => pod));
    await expect.poll(answering).not.toEqual(new Set());
    const next = ['d', 'e', 'f'];
    for (const pod of next) {
      await start(pod);
      const old = running.shift();
      old?.child.kill('SIGTERM');
      await setTimeout(200);
      if (old !== undefined) pods.remove(old.pod);
    }
    // Until the last of them has started, a thousand may have been answered by those before.
    await expect.poll(() => new Set(next).difference(answering())).toEqual(new Set());
    await vi.waitFor(() => expect(traffic.log.size).toBeGreaterThan(1000), { timeout: 30_000 });
    const log = await traffic.stop();
    expect([...log].filter(isLost)).toEqual([]);
    expect(new Set([...log].map(({ pod }) => pod)).size).toBeGreaterThan(3);
    expect([...log]).toHaveLength(log.size);
  },
);

test('a pod that comes again under its name, as a StatefulSet makes it, is reached where it is now', async () => {
  const pods = new Pods();
  await pods.serve('db-0', (_, response) => response.writeHead(201).end());
  const traffic = pods.traffic({ settings: { requestsPerSecond: 0 } });
  expect(await traffic.request({ path: '/' })).toMatchObject({ status: 201 });
  pods.remove('db-0');
  await pods.serve('db-0', (_, response) => response.writeHead(202).end());
  expect(await traffic.request({ path: '/' })).toMatchObject({ status: 202 });
});

test('a proxy that has not seen a pod go dials it where it was, though the next one has its name', async () => {
  const pods = new Pods();
  await pods.serve('db-0', (_, response) => response.writeHead(201).end());
  const traffic = pods.traffic({ settings: { requestsPerSecond: 0 } });
  await pods.serve('db-0', (_, response) => response.writeHead(202).end());
  expect(await traffic.request({ path: '/' })).toMatchObject({ status: 201 });
});

test('what clients open anew ends at a proxy that speaks HTTP, which keeps its own connections', async () => {
  const pods = await answering(() => true, ['a']);
  const connections: (string | undefined)[] = [];
  await pods.serve('b', ({ headers }, response) => {
    connections.push(headers.connection);
    response.end();
  });
  const traffic = pods.traffic({ dataPlane: { name: 'envoy' }, settings: { freshConnections: 1 } });
  await vi.waitFor(() => expect(traffic.log.size).toBeGreaterThan(20), { timeout: 30_000 });
  await traffic.stop();
  expect(connections.length).toBeGreaterThan(3);
  expect(connections).not.toContain('close');
});

test('a busy main thread keeps no request waiting, and both threads tell the same time', async () => {
  const { port, served } = await countingServer();
  const pods = new Pods();
  pods.add('a', port);
  const traffic = pods.traffic({ settings: { requestsPerSecond: 200 } });
  await vi.waitFor(() => expect(traffic.log.size).toBeGreaterThan(50), { timeout: 30_000 });
  const from = performance.now();
  const before = served();
  // Only where they are kept waiting does it come to so much.
  while (served() < before + 20 && performance.now() < from + 20_000);
  const to = performance.now();
  const log = await traffic.stop();
  const within = [...log].filter(({ sentAt }) => sentAt > from && sentAt < to);
  expect(within.length).toBeGreaterThan(10);
  for (const { dueAt, sentAt } of log) expect(sentAt).toBeGreaterThanOrEqual(dueAt - 0.01);
});

test('the same seed sends the same requests', async () => {
  const sent = async () => {
    const pods = await answering(() => true, ['a']);
    const steps = [{ path: '/one' }, { path: '/two' }];
    const traffic = pods.traffic({ settings: { requestsPerSecond: 500, steps } });
    await vi.waitFor(() => expect(traffic.log.size).toBeGreaterThan(100), { timeout: 30_000 });
    return [...(await traffic.stop())].slice(0, 100).map(({ action }) => action);
  };
  expect(await sent()).toEqual(await sent());
});

test('ingress-nginx tries a GET again, up to three times, and never a POST', async () => {
  const pods = await answering((name) => name !== 'broken', ['broken', 'sound']);
  const traffic = pods.traffic({
    dataPlane: { name: 'ingress-nginx' },
    settings: { steps: [{ path: '/' }, { path: '/', method: 'POST' }] },
  });
  await vi.waitFor(() => expect(traffic.log.size).toBeGreaterThan(60), { timeout: 30_000 });
  const log = [...(await traffic.stop())];
  const of = (method: string) => log.filter(({ action }) => action.startsWith(method));
  // The turns of others may bring all three tries to the same pod.
  for (const { fate, pod, retries } of of('GET').filter(isLost))
    expect({ fate, pod, retries }).toEqual({ fate: 'reset', pod: 'broken', retries: 2 });
  expect(of('GET').filter(({ retries }) => retries === 1).length).toBeGreaterThan(0);
  expect(of('POST').filter(isLost).length).toBeGreaterThan(0);
  for (const { fate, pod, retries } of of('POST').filter(isLost))
    expect({ fate, pod, retries }).toEqual({ fate: 'reset', pod: 'broken', retries: 0 });
});

test('ClientIP affinity keeps a client at its pod', async () => {
  const pods = await answering(() => true, ['a', 'b', 'c']);
  const traffic = pods.traffic({
    dataPlane: { name: 'kube-proxy', affinitySeconds: 10_800 },
    settings: { clients: 1, freshConnections: 1 },
  });
  await vi.waitFor(() => expect(traffic.log.size).toBeGreaterThan(30), { timeout: 30_000 });
  expect(new Set([...(await traffic.stop())].map(({ pod }) => pod)).size).toBe(1);
});

test('one request apart from the load has the headers and the body that are asked for, and is not in its log', async () => {
  const pods = new Pods();
  const received: unknown[] = [];
  await pods.serve('a', (request, response) => {
    void text(request).then((body) => {
      received.push(request.method, request.headers['traceparent'], body);
      response.end();
    });
  });
  const traffic = pods.traffic({ settings: { requestsPerSecond: 0 } });
  const answer = await traffic.request(
    { method: 'PUT', path: '/', body: { a: 1 } },
    { headers: { traceparent: 'x' } },
  );
  expect(answer).toEqual({ pod: 'a', fate: 'answered', status: 200 });
  expect(received).toEqual(['PUT', 'x', '{"a":1}']);
  pods.remove('a');
  expect(await traffic.request({ path: '/' })).toMatchObject({ pod: undefined, fate: 'refused', status: 0 });
  expect((await traffic.stop()).size).toBe(0);
});

test('one request apart from the load that is answered by 500, or whose answer breaks off, is asked once', async () => {
  let requests = 0;
  const pods = new Pods();
  await pods.serve('a', ({ url }, response) => {
    requests += 1;
    if (url === '/500') return response.writeHead(500).end();
    response.writeHead(200, { 'content-length': 100 });
    response.write('some of it', () => response.socket?.end());
  });
  const traffic = pods.traffic({ dataPlane: { name: 'ingress-nginx' }, settings: { requestsPerSecond: 0 } });
  expect(await traffic.request({ path: '/500' })).toMatchObject({ fate: 'status', status: 500 });
  expect(await traffic.request({ path: '/' })).toMatchObject({ fate: 'closed', status: 200 });
  expect(requests).toBe(2);
});

test('one request apart from the load can have a long body of nothing, and each the length that it asks for', async () => {
  const pods = new Pods();
  const received: number[] = [];
  await pods.serve('a', (request, response) => {
    void buffer(request).then(({ length }) => {
      received.push(length);
      response.end();
    });
  });
  const traffic = pods.traffic({ settings: { requestsPerSecond: 0 } });
  const lengths = [100, 3_000_000, 1000];
  await Promise.all(
    lengths.map((bytes) => traffic.request({ method: 'POST', path: '/', body: 'other' }, { bytes })),
  );
  expect(new Set(received)).toEqual(new Set(lengths));
});

test.each(['kube-proxy', 'ingress-nginx', 'envoy'] as const)(
  '%s: steps of HTTP/2 are sent so',
  async (name) => {
    const server = createHttp2Server((_, response) => response.end('hello')).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const address = server.address();
    const pods = new Pods();
    pods.add('a', typeof address === 'object' && address !== null ? address.port : 0);
    const step = { path: '/', kind: 'h2c' } as const;
    const traffic = pods.traffic({ dataPlane: { name }, settings: { steps: [step] } });
    expect(await traffic.request(step)).toMatchObject({ status: 200 });
    await vi.waitFor(() => expect(traffic.log.size).toBeGreaterThan(5), { timeout: 30_000 });
    expect(new Set([...(await traffic.stop())].map(({ fate }) => fate))).toEqual(new Set(['answered']));
  },
);

test('the rate can be changed', async () => {
  const pods = await answering(() => true, ['a']);
  const traffic = pods.traffic({ settings: { requestsPerSecond: 0 } });
  traffic.rate(400);
  expect(traffic.perSecond).toBe(400);
  await vi.waitFor(() => expect(traffic.log.size).toBeGreaterThan(20), { timeout: 30_000 });
});

test('settles whatever streams are open', async () => {
  const pods = new Pods();
  let streams = 0;
  await pods.serve('a', (_, response) => {
    streams += 1;
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
  });
  const settings = {
    requestsPerSecond: 100,
    steps: [{ path: '/', kind: 'sse' as const, overMs: 600_000 }],
  };
  const traffic = pods.traffic({ settings });
  await vi.waitFor(() => expect(streams).toBeGreaterThan(2), 20_000);
  traffic.rate(0);
  await traffic.settled();
  expect(traffic.log.size).toBe(0);
});

test('settles once the requests that are under way are over, and not before', async () => {
  const pods = new Pods();
  const held = new Set<() => void>();
  await pods.serve('a', (_, response) => void held.add(() => response.end()));
  const traffic = pods.traffic({ settings: { requestsPerSecond: 100 } });
  await vi.waitFor(() => expect(held.size).toBeGreaterThan(2), 20_000);
  traffic.rate(0);
  let isSettled = false;
  const settled = traffic.settled().then(() => (isSettled = true));
  // Both go through the load's thread, in this order.
  const single = traffic.request({ path: '/' });
  const before = held.size;
  await vi.waitFor(() => expect(held.size).toBeGreaterThan(before), 20_000);
  expect(isSettled).toBe(false);
  const release = setInterval(() => held.forEach((answer) => answer()), 10);
  onTestFinished(() => clearInterval(release));
  await Promise.all([settled, single]);
  expect(traffic.log.size).toBeGreaterThan(2);
});
