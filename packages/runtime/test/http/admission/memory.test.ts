import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { Exchange } from '../../../src/http/exchange/exchange.ts';
import { MemoryAdmission } from '../../../src/resources/memory/admission/index.ts';
import { VirtualClock } from '../../../src/testing/index.ts';
import { eventually, serve, type RawClient } from '../fixture.ts';
import { request, session } from '../http2-client.ts';
import { crowd, MIB, post, sendBody, serveIn } from '../little-memory.ts';

describe('a request for which there is no room', () => {
  test('waits, and is served when there is', async () => {
    const fixture = await serveIn(32 * MIB);
    const [waiting] = await crowd(fixture, 1);
    await eventually(() => fixture.ledger.waiting.size === 1);
    expect(fixture.handled()).toBe(1);
    const [held] = fixture.ledger.held;
    held?.release();
    // What the governor does every few milliseconds.
    fixture.admission.setBounds({ roomBytes: 32 * MIB, headroomBytes: 32 * MIB });
    await eventually(() => fixture.handled() === 2);
    fixture.open();
    if (waiting !== undefined) sendBody(waiting, 2 * MIB);
    expect(await waiting?.until(/got \d+/)).toMatch(/got 2097152/);
  });

  test.each([
    ['by its route', { routes: { 'GET /internal': { priority: 'exempt' } } } as const],
    [
      'by the application',
      { priority: ({ path }: { path: string }) => (path === '/internal' ? 'exempt' : 'normal') } as const,
    ],
  ])('does not wait where it is exempt %s', async (_, load) => {
    const fixture = await serveIn(32 * MIB, { load });
    await crowd(fixture, 1);
    await eventually(() => fixture.ledger.waiting.size === 1);
    fixture.open();
    const before = fixture.ledger.heldBytes;
    const client = await fixture.connect();
    expect(await client.get('/internal').until(/got \d+/)).toMatch(/^HTTP\/1\.1 200 /);
    expect(fixture.ledger.heldBytes).toBe(before);
    (await fixture.connect()).get('/other');
    await eventually(() => fixture.ledger.waiting.size === 2);
  });

  test('and what comes of its body while it waits is counted as arrived', async () => {
    const fixture = await serveIn(32 * MIB);
    const [waiting] = await crowd(fixture, 1);
    await eventually(() => fixture.ledger.waiting.size === 1);
    if (waiting !== undefined) sendBody(waiting, 2 * MIB);
    const [reservation] = fixture.ledger.waiting;
    // As much as node reads before anyone asks for it.
    await eventually(() => ((reservation?.request as Exchange | undefined)?.request.readableLength ?? 0) > 0);
    const [held] = fixture.ledger.held;
    held?.release();
    fixture.admission.setBounds({ roomBytes: 32 * MIB, headroomBytes: 32 * MIB });
    await eventually(() => fixture.ledger.held[0]?.receivedBytes === 2 * MIB);
    fixture.open();
    expect(await waiting?.until(/got \d+/)).toMatch(/got 2097152/);
  });

  test('no more of its body is read than came with its headers, until there is room', async () => {
    const fixture = await serveIn(32 * MIB);
    await crowd(fixture, 0);
    const waiting = await fixture.connect();
    waiting.send(post(2 * MIB) + 'x'.repeat(2 * MIB));
    await eventually(() => fixture.ledger.waiting.size === 1);
    const [reservation] = fixture.ledger.waiting;
    const buffered = () => (reservation?.request as Exchange | undefined)?.request.readableLength ?? 0;
    await eventually(() => buffered() > 0);
    // Each goes all the way through the event loop after what has arrived before it.
    for (let n = 0; n < 5; n++) await (await fixture.connect()).send('GET /no HTTP/2\r\n\r\n').until(/400/);
    expect(buffered()).toBeLessThanOrEqual(64 * 2 ** 10);
    fixture.ledger.held[0]?.release();
    fixture.admission.setBounds({ roomBytes: 32 * MIB, headroomBytes: 32 * MIB });
    fixture.open();
    expect(await waiting.until(/got \d+/)).toMatch(/got 2097152/);
  });

  test('is answered before one behind it that asks to upgrade, which then is served as any', async () => {
    const fixture = await serveIn(32 * MIB);
    await crowd(fixture, 0);
    const client = await fixture.connect();
    const upgrade = 'GET / HTTP/1.1\r\nHost: t\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
    client.send(`${post(10)}0123456789${upgrade}`);
    await eventually(() => fixture.ledger.waiting.size === 2);
    fixture.ledger.held[0]?.release();
    fixture.admission.setBounds({ roomBytes: 32 * MIB, headroomBytes: 32 * MIB });
    fixture.open();
    expect(await client.until(/got 10[^]*got 0/)).toMatch(/^HTTP\/1.1 200[^]*HTTP\/1.1 200/);
    expect(fixture.upgrades.size).toBe(0);
  });

  test('is asked for its body only once it is let in', async () => {
    const fixture = await serveIn(32 * MIB);
    await crowd(fixture, 0);
    const client = await fixture.connect();
    client.send(post(2 * MIB, 'Expect: 100-continue\r\n'));
    await eventually(() => fixture.ledger.waiting.size === 1);
    await fixture.clock.advance(2_200);
    expect(await client.until(/\r\n\r\n/)).toMatch(/^HTTP\/1\.1 503 [\s\S]*connection: close/i);
    const free = await serveIn(32 * MIB);
    const welcome = await free.connect();
    welcome.send(post(4, 'Expect: 100-continue\r\n'));
    expect(await welcome.until(/\r\n\r\n/)).toBe('HTTP/1.1 100 Continue\r\n\r\n');
  });

  test('is refused where more of its body came while it waited than its route takes', async () => {
    const bodies = { 'POST /small': { maxBytes: 1_024 } };
    const fixture = await serveIn(32 * MIB, { bodies });
    const { ledger, connect, admission } = fixture;
    await crowd(fixture, 0);
    const client = await connect();
    const head = 'POST /small HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n';
    client.send(`${head}7d0\r\n${'x'.repeat(2_000)}\r\n0\r\n\r\n`);
    await eventually(() => ledger.waiting.size === 1);
    ledger.held[0]?.release();
    admission.setBounds({ roomBytes: 32 * MIB, headroomBytes: 32 * MIB });
    expect(await client.until(/\r\n\r\n/)).toMatch(/^HTTP\/1\.1 413/);
    expect(fixture.handled()).toBe(1);
    await eventually(() => ledger.held.length === 0);
  });

  test('counts as refused for want of memory', async () => {
    const fixture = await serveIn(32 * MIB);
    await crowd(fixture, 2);
    await eventually(() => fixture.ledger.waiting.size === 2);
    await fixture.clock.advance(4_000);
    expect(fixture.events).toContainEqual(
      expect.objectContaining({ type: 'http.rejected', reason: 'memory', count: 2 }),
    );
  });
});

describe('a body of undeclared size', () => {
  const chunk = (bytes: number) => `${bytes.toString(16)}\r\n${'x'.repeat(bytes)}\r\n`;

  test('is read no further than there is room, and on when there is', async () => {
    const fixture = await serveIn(32 * MIB);
    const first = await fixture.connect();
    first.send(post(8 * MIB));
    await eventually(() => fixture.ledger.held.length === 1);
    const client = await fixture.connect();
    client.send('POST /up HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n');
    for (let part = 0; part < 16; part++) client.send(chunk(MIB));
    client.send('0\r\n\r\n');
    await eventually(() => fixture.ledger.growing.size === 1);
    const [stuck] = fixture.ledger.growing;
    expect(stuck?.receivedBytes).toBeLessThan(8 * MIB);
    first.socket.destroy();
    fixture.open();
    expect(await client.until(/got \d+/)).toMatch(/got 16777216/);
    await eventually(fixture.empty);
  });

  test('is answered 503 in the middle where room does not come', async () => {
    const fixture = await serveIn(32 * MIB);
    const first = await fixture.connect();
    first.send(post(8 * MIB));
    await eventually(() => fixture.ledger.held.length === 1);
    const client = await fixture.connect();
    client.send('POST /up HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n');
    for (let part = 0; part < 12; part++) client.send(chunk(MIB / 2));
    client.send('0\r\n\r\n');
    await eventually(() => fixture.ledger.growing.size === 1);
    await fixture.clock.advance(2_200);
    expect(await client.until(/\r\n\r\n/)).toMatch(/^HTTP\/1\.1 503 [\s\S]*retry-after: \d+/i);
    expect(client.error).toBeUndefined();
    first.socket.destroy();
    await eventually(fixture.empty);
  });
});

describe('where every body in flight waits for more', () => {
  const part = `${(64 * 1024).toString(16)}\r\n${'x'.repeat(64 * 1024)}\r\n`;

  async function uploads(count: number) {
    const clock = new VirtualClock();
    const bounds = { roomBytes: 4 * MIB, headroomBytes: 4 * MIB };
    const admission = new MemoryAdmission({ clock, roomBytes: bounds.roomBytes, look: () => {} });
    admission.setBounds(bounds);
    let seen = 0;
    const listener = async (incoming: IncomingMessage, response: ServerResponse) => {
      let bytes = 0;
      for await (const chunk of incoming) {
        bytes += (chunk as Buffer).length;
        seen += (chunk as Buffer).length;
      }
      response.end(`got ${bytes}`);
    };
    const { connect } = await serve({ listener }, { clock, admission });
    const clients: RawClient[] = [];
    for (let n = 0; n < count; n++) {
      const client = await connect();
      client.send(`POST /up HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n${part}`);
      clients.push(client);
      await eventually(() => seen === clients.length * 64 * 1024);
    }
    const { ledger } = admission;
    admission.setBounds({ roomBytes: ledger.heldBytes, headroomBytes: 0, capacityBytes: bounds.roomBytes });
    return { clock, admission, ledger, bounds, clients };
  }

  test('the one that has come to it last is refused, and nothing more of it is let through', async () => {
    const { admission, ledger, bounds, clients } = await uploads(2);
    const [first, second] = clients;
    first?.send(part);
    await eventually(() => ledger.growing.size === 1);
    for (let n = 0; n < 10; n++) second?.send(part);
    second?.send('0\r\n\r\n');
    expect(await second?.until(/\r\n\r\n/)).toMatch(/^HTTP\/1\.1 503 [\s\S]*retry-after: \d+/i);
    expect(admission.refusals).toBe(1);
    admission.setBounds(bounds);
    first?.send('0\r\n\r\n');
    expect(await first?.until(/got \d+/)).toContain(`got ${128 * 1024}`);
  });

  test('one that is alone waits for memory, for as long as any other', async () => {
    const { clock, admission, ledger, clients } = await uploads(1);
    const [only] = clients;
    only?.send(part);
    await eventually(() => ledger.growing.size === 1);
    await clock.advance(1_900);
    expect(admission.refusals).toBe(0);
    await clock.advance(300);
    expect(await only?.until(/\r\n\r\n/)).toMatch(/^HTTP\/1\.1 503 /);
  });
});

describe('nothing is left in the account', () => {
  test.each([
    ['a client that goes away in its body', (client: RawClient) => client.send('xxx').socket.destroy()],
    ['a client that resets', (client: RawClient) => client.socket.resetAndDestroy()],
    ['a client that ends its half', (client: RawClient) => client.socket.end()],
  ])('after %s', async (_, leave) => {
    const fixture = await serveIn(32 * MIB);
    const clients = [...(await crowd(fixture, 5))];
    await eventually(() => fixture.ledger.waiting.size === 5);
    for (const client of clients) leave(client);
    await eventually(() => fixture.ledger.waiting.size === 0);
    await fixture.server[Symbol.asyncDispose]();
    await eventually(fixture.empty);
  });

  test('after handlers that fail', async () => {
    const clock = new VirtualClock();
    const admission = new MemoryAdmission({ clock, roomBytes: 32 * MIB, look: () => {} });
    admission.setBounds({ roomBytes: 32 * MIB, headroomBytes: 32 * MIB });
    const fixture = await serve(
      {
        listener: (incoming) => {
          if (incoming.url === '/sync') throw new Error('sync');
          return Promise.reject(new Error('async'));
        },
      },
      { clock, admission },
    );
    for (const path of ['/sync', '/async']) expect((await fetch(fixture.url + path)).status).toBe(500);
    await eventually(() => admission.ledger.held.length === 0);
    expect(admission.ledger.heldBytes).toBe(0);
  });

  test('after HTTP/2 streams that end, fail, wait and are cancelled', async () => {
    const fixture = await serveIn(32 * MIB);
    const opened = session(fixture.url);
    const upload = () =>
      opened.request({ ':path': '/up', ':method': 'POST', 'content-length': String(20 * MIB) });
    const first = upload();
    await eventually(() => fixture.ledger.held.length === 1);
    const second = upload();
    const answer = once(second, 'response');
    await eventually(() => fixture.ledger.waiting.size === 1);
    await fixture.clock.advance(2_200);
    const [headers] = (await answer) as unknown[];
    expect(headers).toMatchObject({ ':status': 503, 'retry-after': expect.stringMatching(/^\d+$/) });
    first.close();
    await eventually(fixture.empty);
    fixture.open();
    expect(await request(opened, { ':path': '/up', ':method': 'POST' }, 'x'.repeat(100_000))).toMatchObject({
      status: 200,
      body: 'got 100000',
    });
    await eventually(fixture.empty);
  });
});

describe('a route that streams', () => {
  const bodies = { 'POST /up': { maxBytes: 128 * MIB, heldBytes: MIB } };

  test.each([
    ['declared', post(96 * MIB), (bytes: number) => 'x'.repeat(bytes), ''],
    [
      'undeclared',
      'POST /up HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n',
      (bytes: number) => `${bytes.toString(16)}\r\n${'x'.repeat(bytes)}\r\n`,
      '0\r\n\r\n',
    ],
  ])('is let in with a body of %s size beyond the room', async (_, head, part, end) => {
    const fixture = await serveIn(32 * MIB, { bodies });
    fixture.open();
    const client = await fixture.connect();
    client.send(head);
    for (let i = 0; i < 96; i++) client.send(part(MIB));
    client.send(end);
    await eventually(() => fixture.ledger.held.length === 1);
    expect(fixture.ledger.heldBytes).toBeLessThan(8 * MIB);
    expect(await client.until(/got \d+/)).toContain(`got ${96 * MIB}`);
    await eventually(fixture.empty);
  });

  test('has its own limit', async () => {
    const fixture = await serveIn(32 * MIB, { bodies });
    const client = await fixture.connect();
    client.send(post(129 * MIB));
    expect(await client.until(/\r\n\r\n/)).toMatch(/^HTTP\/1\.1 413 /);
  });
});
