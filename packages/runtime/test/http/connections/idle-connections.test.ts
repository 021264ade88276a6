import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import { connectionsWithin, memoryBound } from '../../../src/http/connections/bound.ts';
import { connectionOf } from '../../../src/http/connections/connection.ts';
import { IdleConnections } from '../../../src/http/connections/idle-connections.ts';
import { defaultLimits } from '../../../src/http/limits.ts';
import { eventually, gate, serve, type Fixture, type RawClient } from '../fixture.ts';
import { request, session } from '../http2-client.ts';

const ok = { listener: (_request: unknown, response: { end(text: string): unknown }) => response.end('ok') };
const most = (maxIdleConnections: number) => ({ limits: { maxIdleConnections } });

async function kept(fixture: Fixture): Promise<RawClient> {
  const client = await fixture.connect();
  await client.get().until(/ok$/);
  return client;
}

async function unused(fixture: Fixture): Promise<RawClient> {
  const { connections } = fixture.server.counts();
  const client = await fixture.connect();
  await eventually(() => fixture.server.counts().connections > connections);
  return client;
}

/** How many are given up in the next second. */
async function givenUp({ clock, events }: Fixture): Promise<number> {
  const before = events.length;
  // Connections are looked at once a second, and counts are told with the next.
  for (let second = 0; second < 2; second++) {
    await clock.advance(1_000);
    for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
  let count = 0;
  for (const event of events.slice(before))
    if (event.type === 'http.rejected' && event.reason === 'too many connections') count += event.count;
  return count;
}

test('first goes who has begun a head and not ended it, with 408', async () => {
  const fixture = await serve(ok, most(4));
  const first = await kept(fixture);
  const silent = await unused(fixture);
  const slow = (await fixture.connect()).send('GET / HTTP/1.1\r\nHost: test\r\n');
  const last = await kept(fixture);
  expect(await givenUp(fixture)).toBe(1);
  const answer = await slow.toEnd();
  expect(answer).toMatch(/^HTTP\/1.1 408 /);
  expect(answer).toMatch(/connection: close/i);
  for (const client of [first, silent, last]) await client.get().until(/ok$/);
});

test('so does one that was kept, in the middle of its next head, the longest first', async () => {
  const fixture = await serve(ok, most(4));
  const one = await kept(fixture);
  const other = await kept(fixture);
  other.send('GET / HTTP/1.1\r\n');
  await fixture.clock.advance(0);
  await kept(fixture);
  one.send('GET / HTTP/1.1\r\n');
  expect(await givenUp(fixture)).toBe(1);
  expect(await other.toEnd()).toMatch(/^HTTP\/1.1 408 /);
  await one.send('Host: test\r\n\r\n').until(/ok$/);
});

test('then who has sent nothing for a second', async () => {
  const fixture = await serve(ok, most(2));
  const silent = await unused(fixture);
  const first = await kept(fixture);
  expect(await givenUp(fixture)).toBe(0);
  const last = await kept(fixture);
  expect(await givenUp(fixture)).toBe(1);
  expect(await silent.toEnd()).toBe('');
  for (const client of [first, last]) await client.get().until(/ok$/);
});

test('then who has been idle longest', async () => {
  const fixture = await serve(ok, most(2));
  const first = await kept(fixture);
  await fixture.clock.advance(5_000);
  const second = await kept(fixture);
  await fixture.clock.advance(5_000);
  await first.get().until(/ok$/);
  await fixture.clock.advance(5_000);
  const third = await kept(fixture);
  expect(await givenUp(fixture)).toBe(1);
  expect(await second.toEnd()).toBe('');
  for (const client of [first, third]) await client.get().until(/ok$/);
});

test('never who has a request in flight, nor who was upgraded', async () => {
  const { opened, open } = gate();
  const fixture = await serve(
    {
      listener: async (_request, response) => {
        await opened;
        response.end('ok');
      },
      upgrade: (_request, socket: Duplex) => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
        socket.on('data', (data) => socket.write(data));
      },
    },
    most(2),
  );
  const busy = [await fixture.connect(), await fixture.connect(), await fixture.connect()];
  for (const client of busy) client.get();
  const upgraded = await fixture.connect();
  upgraded.send('GET / HTTP/1.1\r\nHost: test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  await upgraded.until(/101[^]*\r\n\r\n/);
  await eventually(() => fixture.server.counts().requests === 3);
  expect(await givenUp(fixture)).toBe(0);
  await upgraded.send('hello').until(/hello/);
  open();
  for (const client of busy) await client.until(/ok$/);
});

test('who was served never makes way for who has sent nothing, of whom there may only be so many at any age', async () => {
  const fixture = await serve(ok, most(16));
  const clients: RawClient[] = [];
  for (let each = 0; each < 8; each++) clients.push(await kept(fixture));
  const silent: RawClient[] = [];
  for (let each = 0; each < 60; each++) silent.push(await fixture.connect());
  await eventually(() => silent.filter(({ ended }) => ended).length >= 60 - 32);
  expect(silent.at(-1)?.ended).toBe(false);
  for (const client of clients) await client.get().until(/ok$/);
});

test('beyond the bound an eighth of it makes way, so that not all are looked through for each that comes', async () => {
  let looks = 0;
  let idle: IdleConnections | undefined;
  const fixture = await serve(
    {
      listener: (request, response) => {
        const serving = connectionOf(request.socket)?.serving;
        if (serving !== undefined && idle === undefined) {
          const look = () => (looks++, new Map<Socket, number>());
          idle = new IdleConnections(
            serving,
            memoryBound(() => serving.limits.maxIdleConnections),
            look,
          );
          serving.idle = [idle];
        }
        response.end('ok');
      },
    },
    most(32),
  );
  for (let each = 0; each < 10; each++) await kept(fixture);
  expect(await givenUp(fixture)).toBe(0);
  expect(looks).toBe(0);
  for (let each = 10; each < 33; each++) await kept(fixture);
  expect(await givenUp(fixture)).toBe(33 - 28);
  looks = 0;
  await kept(fixture);
  expect(looks).toBe(0);
});

test('sessions of HTTP/2 count, and end in order', async () => {
  const fixture = await serve(ok, most(6));
  const first = session(fixture.url);
  expect((await request(first, { ':path': '/' })).status).toBe(200);
  await fixture.clock.advance(5_000);
  const second = session(fixture.url);
  expect((await request(second, { ':path': '/' })).status).toBe(200);
  expect(await givenUp(fixture)).toBe(1);
  await eventually(() => first.closed);
  expect((await request(second, { ':path': '/' })).status).toBe(200);
});

test('as many are allowed as the memory holds with a whole head in every second of them', () => {
  const within = (bytes: number) => connectionsWithin(bytes, defaultLimits);
  expect(within(32 * 2 ** 20)).toBe(2_048);
  expect(within(0)).toBe(64);
  expect(within(Infinity)).toBe(Infinity);
});
