import { connect, constants } from 'node:http2';
import { describe, expect, onTestFinished, test } from 'vitest';
import { VirtualClock } from '../../../src/testing/index.ts';
import { eventually, gate, serve } from '../fixture.ts';

/** A clock that a handler can move as if it had computed for so long: timers are then late. */
class BusyClock extends VirtualClock {
  #busyMs = 0;

  override now(): number {
    return super.now() + this.#busyMs;
  }

  compute(ms: number): void {
    this.#busyMs += ms;
  }
}

/** Serves what computes for 20 ms, on a loop that is already late. */
async function serveLate(load: { maxWaitMs: number }) {
  const clock = new BusyClock();
  const served: string[] = [];
  const fixture = await serve(
    {
      listener: (request, response) => {
        clock.compute(20);
        served.push(request.url ?? '');
        request.resume();
        response.end('served');
      },
    },
    { clock, load },
  );
  clock.compute(100);
  await clock.advance(50);
  return { ...fixture, clock, served };
}

const requests = (count: number) =>
  Array.from({ length: count }, (_, n) => `GET /${n} HTTP/1.1\r\nHost: test\r\n\r\n`).join('');

describe('a route’s own limit', () => {
  test('answers one more with 429 and Retry-After, and the connection stays', async () => {
    const { opened, open } = gate();
    const {
      connect: connectRaw,
      url,
      entries,
      events,
      clock,
      server,
    } = await serve(
      {
        listener: async (request, response) => {
          if (request.url === '/slow') await opened;
          response.end('ok');
        },
      },
      { load: { routes: { 'GET /slow': { maxInFlight: 1 } } } },
    );
    const first = fetch(`${url}/slow`);
    await eventually(() => server.counts().requests === 1);
    const client = await connectRaw();
    const refusal = await client.get('/slow').until(/Too Many Requests$/);
    expect(refusal).toMatch(/^HTTP\/1.1 429 [^]*retry-after: [1-4]\r\n/i);
    expect(refusal).not.toMatch(/connection: close/i);
    expect(await client.get('/other').until(/ok$/)).toContain('200 OK');
    open();
    expect((await first).status).toBe(200);
    expect((await fetch(`${url}/slow`)).status).toBe(200);
    expect(entries.map(({ status }) => status)).toEqual([429, 200, 200, 200]);
    await clock.advance(1_000);
    expect(events).toEqual([{ type: 'http.rejected', reason: 'route limit', count: 1, remote: '127.0.0.1' }]);
  });
});

test.each([
  [0, 1],
  [0.5, 3],
  [0.99, 4],
])('refused clients come again after 1 to 4 s, and not together: %d', async (drawn, seconds) => {
  const { connect: connectRaw, server } = await serve(
    { listener: () => {} },
    { load: { routes: { 'GET /slow': { maxInFlight: 1 } } }, drain: { random: () => drawn } },
  );
  (await connectRaw()).get('/slow');
  await eventually(() => server.counts().requests === 1);
  const refusal = await (await connectRaw()).get('/slow').until(/Too Many Requests$/);
  expect(refusal).toContain(`retry-after: ${seconds}\r\n`);
});

test('a priority that the application cannot tell is told of, and the request served', async () => {
  const load = {
    routes: { 'GET /other': { maxInFlight: 1 } },
    priority: () => {
      throw new Error('no such user');
    },
  };
  const { url, events } = await serve({ listener: (_, response) => void response.end('ok') }, { load });
  expect((await fetch(`${url}/mine`)).status).toBe(200);
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'http.error', path: '/mine', error: new Error('no such user') }),
  );
});

describe('on a late loop', () => {
  test('what can’t be served in time gets 503 with Retry-After, and the connection stays', async () => {
    const { connect: connectRaw, entries, events, clock } = await serveLate({ maxWaitMs: 50 });
    const client = (await connectRaw()).send(requests(6));
    await eventually(() => entries.length === 6);
    const answers = await client.get('/again').until(/^(?:[^]*?HTTP\/1.1 ){7}[^]*served$/);
    expect(answers.match(/HTTP\/1.1 \d+/g)).toHaveLength(7);
    const statuses = entries.map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 200, 503, 503, 503, 200]);
    expect(answers.match(/retry-after: [1-4]\r\n/gi)).toHaveLength(3);
    expect(answers).not.toMatch(/connection: close/i);
    await clock.advance(1_000);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'http.rejected', reason: 'overload', count: 3 }),
    );
    expect(events.at(-1)).toMatchObject({ type: 'http.rejected' });
    expect(events.at(-2)).toMatchObject({ type: 'http.overload', overloaded: true });
    // It has ended after five seconds without a refusal.
    await clock.advance(4_000);
    expect(events.at(-1)).toMatchObject({ type: 'http.rejected' });
    await clock.advance(1_000);
    expect(events.at(-1)).toMatchObject({
      type: 'http.overload',
      overloaded: false,
      inFlight: 0,
      waiting: 0,
    });
  });

  test('the body of a refused request is read, so that the next is understood', async () => {
    const { connect: connectRaw, entries } = await serveLate({ maxWaitMs: 0 });
    const client = await connectRaw();
    client.send(`${requests(2)}POST /body HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\n01234`);
    await eventually(() => entries.length >= 2);
    client.send(`56789${requests(1)}`);
    await eventually(() => entries.length === 4);
    const statuses = entries.map(({ status }) => status);
    expect(statuses.filter((status) => status === 503)).toHaveLength(2);
    expect(statuses.filter((status) => status === 200)).toHaveLength(2);
  });

  test('a client that leaves while it waits is forgotten', async () => {
    const { connect: connectRaw, entries, server, served } = await serveLate({ maxWaitMs: 10_000 });
    const client = (await connectRaw()).send(requests(5));
    await eventually(() => served.length >= 1);
    client.socket.resetAndDestroy();
    await eventually(() => entries.length === 5);
    // A request is forgotten as soon as it is cut off, the connection by the event after.
    await eventually(() => server.counts().connections === 0);
    expect(server.counts()).toEqual({ requests: 0, connections: 0, streams: 0 });
    const other = await connectRaw();
    expect(await other.get('/next').until(/served$/)).toContain('200 OK');
  });

  test('HTTP/2 streams wait, are refused and are cancelled alike', async () => {
    const { url, entries, served, server } = await serveLate({ maxWaitMs: 50 });
    const session = connect(url);
    onTestFinished(() => session.destroy());
    const streams = Array.from({ length: 7 }, (_, n) => session.request({ ':path': `/${n}` }));
    for (const stream of streams) stream.on('error', () => {}).resume();
    await eventually(() => served.length >= 1);
    streams[6]?.close(constants.NGHTTP2_CANCEL);
    await eventually(() => entries.length === 7);
    const statuses = entries.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(3);
    expect(statuses).toContain(503);
    expect(server.counts().requests).toBe(0);
  });

  test('a drain alone refuses nobody', async () => {
    const { connect: connectRaw, entries, drain, finish } = await serveLate({ maxWaitMs: 10_000 });
    const client = (await connectRaw()).send(requests(5));
    drain(5_000);
    await eventually(() => entries.length === 5);
    expect(entries.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    await client.toEnd();
    expect(await (await finish(5_000)).finished).toEqual([]);
  });
});

test('who waits to be asked for a body is asked once its turn has come, and not where it is refused', async () => {
  const { connect: connectRaw, entries } = await serveLate({ maxWaitMs: 10 });
  const post = 'POST /body HTTP/1.1\r\nHost: test\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n';
  const client = (await connectRaw()).send(post);
  await client.until(/100 Continue\r\n\r\n/);
  expect(await client.send('ok').until(/served$/)).toContain('200 OK');
  const late = (await connectRaw()).send(`${requests(2)}${post}`);
  expect(await late.toEnd()).not.toContain('100 Continue');
  expect(entries.map(({ status }) => status)).toEqual([200, 200, 503, 503]);
});

test('without shedding, everything runs at once', async () => {
  const { opened, open } = gate();
  const { url, server } = await serve({
    listener: async (_request, response) => {
      await opened;
      response.end();
    },
  });
  const all = Array.from({ length: 50 }, () => fetch(url));
  await eventually(() => server.counts().requests === 50);
  open();
  expect((await Promise.all(all)).every(({ ok }) => ok)).toBe(true);
});

test('what never came to its handler is told to the instrumentation, by its status', async () => {
  const told: unknown[] = [];
  const { opened, open } = gate();
  const { connect: connectRaw } = await serve(
    {
      listener: async (request, response) => {
        await opened;
        request.resume();
        response.end('ok');
      },
    },
    {
      load: { routes: { 'GET /slow': { maxInFlight: 1 } } },
      limits: { maxBodyBytes: 10, maxHeaders: 5 },
      instrumentation: {
        start(_request, requestId) {
          told.push('start');
          return { requestId };
        },
        failed() {},
        end: (_scope, _request, { status }) => told.push(`end ${status}`),
        unserved: ({ method, route, status, outcome }) => told.push([method, route, status, outcome]),
      },
    },
  );
  const slow = (await connectRaw()).get('/slow');
  await eventually(() => told.length === 1);
  for (const text of [
    'GET /slow HTTP/1.1\r\nHost: a\r\n\r\n',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n01234567890',
    `GET / HTTP/1.1\r\nHost: a\r\n${'a: b\r\n'.repeat(5)}\r\n`,
    'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
  ])
    await (await connectRaw()).send(text).until(/^HTTP\/1.1 4\d\d/);
  await eventually(() => told.length === 5);
  open();
  await slow.until(/ok$/);
  await eventually(() => told.length === 6);
  expect(told).toEqual([
    'start',
    ['GET', undefined, 429, 'completed'],
    ['POST', undefined, 413, 'completed'],
    ['GET', undefined, 431, 'completed'],
    ['GET', undefined, 400, 'completed'],
    'end 200',
  ]);
});
