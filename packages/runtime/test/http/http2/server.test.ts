import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { eventually, everythingSentIsRead, gate, serve } from '../fixture.ts';
import { request, session } from '../http2-client.ts';

const ok = { listener: (_request: unknown, response: { end(text: string): unknown }) => response.end('ok') };
const get = { ':path': '/' };

test.each([
  ['resets its connection', '', true],
  ['ends its session by an error of its own', '\0\0\x08\x07\0\0\0\0\0\0\0\0\0\0\0\0\x02', false],
  ['sends what is no frame', 'rubbish, and more of it', false],
])('a client of HTTP/2 that %s is at fault only for what it sends', async (_, frame, resets) => {
  const fixture = await serve(ok);
  const client = await fixture.connect();
  await client.send('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0').until(/[^]{9}/);
  if (resets) client.socket.resetAndDestroy();
  else client.send(frame);
  await eventually(() => fixture.server.counts().connections === 0);
  await fixture.clock.advance(1_000);
  const reasons = fixture.events.flatMap((event) => (event.type === 'http.rejected' ? event.reason : []));
  expect(reasons).toEqual(frame.startsWith('r') ? ['malformed'] : []);
});

describe('an HTTP/2 session that drains', () => {
  test('is told to open no more streams, and serves those on their way', async () => {
    const { server, drain } = await serve(ok);
    const network = await slowNetwork(server.port);
    const client = session(network.url);
    await request(client, get);
    const goaways: number[] = [];
    client.on('goaway', (_code, lastStream) => goaways.push(lastStream));
    network.hold();
    drain(5_000);
    await eventually(() => network.held() > 0);
    // The notice is on its way to the client, which opens one more stream.
    const crossing = request(client, get);
    await eventually(() => network.held() > 1);
    expect(goaways).toEqual([]);
    network.release();
    expect((await crossing).body).toBe('ok');
    expect(goaways[0]).toBe(2 ** 31 - 1);
  });

  test('is told at its first stream where it opens during the drain', async () => {
    const { url, drain } = await serve(ok);
    drain(5_000);
    const client = session(url);
    const told = new Promise<number>((resolve) => {
      client.on('goaway', (_code, lastStream) => resolve(lastStream));
    });
    expect((await request(client, get)).status).toBe(200);
    expect(await told).toBe(2 ** 31 - 1);
  });

  test('ends once its streams have', async () => {
    const { opened, open } = gate();
    const { url, drain, clock, finish, server } = await serve({
      listener: async (_request, response) => {
        await opened;
        response.end('late');
      },
    });
    const answers = [1, 2, 3].map((_each, _i, _all) => request(session(url), get));
    await eventually(() => server.counts().requests === 3);
    drain(1_000);
    await clock.advance(1_000);
    const { finished } = await finish(10_000);
    await clock.advance(1_000);
    open();
    expect((await Promise.all(answers)).map(({ body }) => body)).toEqual(['late', 'late', 'late']);
    expect(await finished).toEqual([]);
  });

  test('loses no stream where there is no drain delay', async () => {
    const { url, drain, clock, finish } = await serve(ok);
    const client = session(url);
    await request(client, get);
    drain(0);
    const crossing = request(client, get);
    const { finished } = await finish(10_000);
    expect((await crossing).body).toBe('ok');
    await clock.advance(1_000);
    expect(await finished).toEqual([]);
  });

  test.each([
    ['while idle connections are held', { idleHoldMs: 3_000 }],
    ['where they are not', { idleHoldMs: 0 }],
  ])('is left 250 ms for streams that were on their way when it was told, %s', async (_, hold) => {
    const { server, clock, finish } = await serve(ok, { drain: hold });
    const network = await slowNetwork(server.port);
    const client = session(network.url);
    await request(client, get);
    network.hold();
    const { finished } = await finish(10_000);
    await clock.advance(249);
    const crossing = request(client, get);
    await eventually(() => server.counts().requests === 1 || network.held() > 1);
    network.release();
    expect((await crossing).body).toBe('ok');
    await clock.advance(1);
    expect(await finished).toEqual([]);
  });

  test('is held while idle, then closed', async () => {
    const { url, drain, clock, finish, server } = await serve(ok, { drain: { idleHoldMs: 3_000 } });
    const client = session(url);
    const closed = new Promise((resolve) => client.on('close', resolve));
    await new Promise((resolve) => client.on('remoteSettings', resolve));
    drain(1_000);
    const { finished } = await finish(10_000);
    await clock.advance(2_999);
    expect(server.counts().connections).toBe(1);
    await clock.advance(1);
    await closed;
    expect(await finished).toEqual([]);
  });

  test('is aborted at the deadline, and its streams named', async () => {
    const { url, clock, finish, server, entries } = await serve({ listener: () => {} });
    const answer = request(session(url), { ':path': '/stuck' });
    answer.catch(() => {});
    await eventually(() => server.counts().requests === 1);
    const { finished } = await finish(2_000);
    await clock.advance(2_000);
    expect(await finished).toEqual(['GET /stuck, 2.0 s']);
    await expect(answer).rejects.toThrow();
    expect(entries).toMatchObject([{ outcome: 'cut' }]);
  });
});

test('streams that a client gives up are told as aborted', async () => {
  const { url, entries, server } = await serve({ listener: () => {} });
  const stream = session(url).request(get);
  stream.on('error', () => {});
  await eventually(() => server.counts().requests === 1);
  stream.close(8);
  await eventually(() => entries.length === 1);
  expect(entries).toMatchObject([{ outcome: 'aborted' }]);
});

test('too many headers get 431, in their stream only', async () => {
  const { url } = await serve(ok);
  const client = session(url);
  const many = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`x-${n}`, '1']));
  expect((await request(client, { ...get, ...many })).status).toBe(431);
  expect((await request(client, get)).status).toBe(200);
});

test('a handler that fails is answered with 500, in its stream only', async () => {
  const { url, events } = await serve({ listener: () => Promise.reject(new Error('secret')) });
  const client = session(url);
  expect(await request(client, get)).toMatchObject({ status: 500, body: 'Internal Server Error' });
  expect((await request(client, get)).status).toBe(500);
  expect(events.filter(({ type }) => type === 'http.error')).toHaveLength(2);
});

test('a handler that fails in the middle of its answer does not leave it looking whole', async () => {
  const { url, entries } = await serve({
    listener: (_request, response) => {
      response.write('half');
      throw new Error('secret');
    },
  });
  await expect(request(url, get)).rejects.toThrow('NGHTTP2_INTERNAL_ERROR');
  await eventually(() => entries.length === 1);
  expect(entries).toMatchObject([{ status: 200, outcome: 'cut' }]);
});

test('a client that ends its half of the connection is gone, and what it asked for with it', async () => {
  const { server, connect: connectRaw, entries } = await serve({ listener: () => {} });
  const client = await connectRaw();
  client.socket.allowHalfOpen = true;
  // SETTINGS, and HEADERS that end their stream: GET, http and `/` of the static table (RFC 7541, appendix A), a host.
  const frames = '\0\0\0\x04\0\0\0\0\0\0\0\x06\x01\x05\0\0\0\x01\x82\x86\x84\x01\x01t';
  client.send(`PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${frames}`);
  await eventually(() => server.counts().requests === 1);
  client.socket.end();
  await eventually(() => server.counts().connections === 0);
  expect(entries).toMatchObject([{ path: '/', outcome: 'aborted' }]);
});

test('a session without frames is closed in the end', async () => {
  const { url } = await serve(ok, { limits: { keepAliveTimeoutMs: 100 } });
  const client = session(url);
  await request(client, get);
  await new Promise((resolve) => client.on('close', resolve));
});

test('a preface that comes in pieces is understood', async () => {
  const { connect } = await serve(ok);
  const client = await connect();
  for (const piece of ['P', 'R', 'I * HTTP/2.0\r\n\r\nSM\r', '\n\r\n', '\0\0\0\x04\0\0\0\0\0']) {
    client.send(piece);
    await everythingSentIsRead();
  }
  // A SETTINGS frame is the server's first (RFC 9113 §3.4).
  // eslint-disable-next-line no-control-regex -- bytes, not text
  expect(await client.until(/^...\x04/s)).toHaveLength(4);
});

test('is off where the service wants HTTP/1.1 only', async () => {
  const { url } = await serve(ok, { http2: false });
  await expect(request(url, get)).rejects.toThrow();
});

/** A way to a port on which what the server sends can be held up. */
async function slowNetwork(port: number) {
  let holding = false;
  let held: { readonly client: Socket; readonly bytes: Buffer }[] = [];
  const proxy = createServer((client) => {
    const server = connect(port, '127.0.0.1');
    client.on('error', () => server.destroy()).pipe(server);
    server.on('error', () => client.destroy()).on('end', () => client.end());
    server.on('data', (bytes: Buffer) => {
      if (holding) held.push({ client, bytes });
      else client.write(bytes);
    });
  });
  onTestFinished(() => {
    proxy.close();
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    held: () => held.length,
    hold() {
      holding = true;
    },
    release() {
      holding = false;
      for (const { client, bytes } of held) client.write(bytes);
      held = [];
    },
  };
}
