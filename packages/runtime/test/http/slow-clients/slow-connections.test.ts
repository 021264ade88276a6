import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { queuedBytes } from '../../../src/http/connections/queued-bytes.ts';
import { eventually, everythingSentIsRead, rejected, serve } from '../fixture.ts';

const ok = { listener: (_request: unknown, response: { end(text: string): unknown }) => response.end('ok') };

test('headers that trickle get 408', async () => {
  // Node's own watch, by the real clock.
  const fixture = await serve(ok, { limits: { headersTimeoutMs: 100 } });
  const client = (await fixture.connect()).send('GET / HTTP/1.1\r\nX: ');
  const trickle = setInterval(() => client.send('x'), 20);
  expect(await client.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 408/);
  clearInterval(trickle);
  expect(await rejected(fixture)).toEqual({ timeout: 1 });
});

test('a body that trickles gets 408', async () => {
  const fixture = await serve({
    listener: async (request, response) => {
      for await (const _chunk of request);
      response.end();
    },
  });
  const client = await fixture.connect();
  client.send('POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 10000\r\n\r\n');
  await eventually(() => fixture.server.counts().requests === 1);
  for (let second = 0; second < 7; second++) {
    client.send('x'.repeat(100));
    await fixture.clock.advance(1_000);
  }
  expect(await client.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 408/);
  expect(await rejected(fixture)).toEqual({ 'slow body': 1 });
});

test('a body that comes late, but in its time of grace, is taken', async () => {
  const fixture = await serve({
    listener: async (request, response) => {
      for await (const _chunk of request);
      response.end('whole');
    },
  });
  const client = await fixture.connect();
  client.send('POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\n');
  await eventually(() => fixture.server.counts().requests === 1);
  await fixture.clock.advance(5_000);
  client.send('0123456789');
  expect(await client.until(/whole/)).toMatch(/^HTTP\/1.1 200/);
  expect(await rejected(fixture)).toEqual({});
});

test('a body at an honest rate may take as long as it likes', async () => {
  let length = 0;
  const fixture = await serve({
    listener: async (request, response) => {
      for await (const chunk of request) length += (chunk as Buffer).length;
      response.end(`got ${length}`);
    },
  });
  const client = await fixture.connect();
  client.send('POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 60000\r\n\r\n');
  for (let second = 0; second < 60; second++) {
    client.send('x'.repeat(1_000));
    await eventually(() => length === (second + 1) * 1_000);
    await fixture.clock.advance(1_000);
  }
  await client.until(/got 60000/);
  expect(await rejected(fixture)).toEqual({});
});

test('a response that nobody takes is cut', async () => {
  const answering = Promise.withResolvers<Socket>();
  const fixture = await serve({
    listener(request, response) {
      response.end(Buffer.alloc(32e6));
      answering.resolve(request.socket);
    },
  });
  const client = await fixture.connect();
  client.socket.pause();
  client.get();
  const socket = await answering.promise;
  // Until the kernel takes no more of it.
  for (let before = Infinity; queuedBytes(socket) < before; await everythingSentIsRead())
    before = queuedBytes(socket);
  expect(queuedBytes(socket)).toBeGreaterThan(0);
  await fixture.clock.advance(31_000);
  await eventually(() => fixture.entries.length === 1);
  expect(fixture.entries).toMatchObject([{ outcome: 'cut' }]);
  expect(await rejected(fixture)).toEqual({ stalled: 1 });
});

test('an idle connection is closed after the advertised time, and not before', async () => {
  const fixture = await serve(ok);
  const [used, again, silent] = [await fixture.connect(), await fixture.connect(), await fixture.connect()];
  for (const each of [used, again]) expect(await each.get().until(/ok/)).toMatch(/keep-alive: timeout=72/i);
  await fixture.clock.advance(72_000);
  await again.get().until(/ok/);
  expect([used.ended, silent.ended]).toEqual([false, false]);
  await fixture.clock.advance(2_000);
  await Promise.all([used.toEnd(), silent.toEnd()]);
  await again.get().until(/ok/);
});
