import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventually, gate, serve, type Fixture } from '../fixture.ts';
import { request, session } from '../http2-client.ts';
import * as h2 from '../http2-frames.ts';

const CANCEL = 0x8;
const post = { ':method': 'POST', ':scheme': 'http', ':path': '/', ':authority': 'a' };

test.each<[string, Record<string, string>]>([
  ['that waits to be asked for its body', { ...post, expect: '100-continue' }],
  ['that expects anything else', { ...post, expect: 'tea' }],
  ['for a tunnel', { ':method': 'CONNECT', ':authority': 'a' }],
])('a request %s, and is reset in the same packet, brings nothing down', async (_what, fields) => {
  const { connect, url } = await serve({ listener: (_request, response) => response.end('ok') });
  const packet = Buffer.concat([
    h2.preface,
    h2.frame(h2.HEADERS, h2.END_HEADERS, 1, h2.fieldBlock(fields)),
    h2.frame(h2.RST_STREAM, 0, 1, h2.uint32(CANCEL)),
  ]);
  const client = (await connect()).send(packet.toString('latin1'));
  // The server's settings, before which it has read all that was sent.
  await client.until(/^[^]{9}/);
  // An error in node's event would have been thrown by now, and fail the run.
  expect((await request(url, { ':path': '/' })).status).toBe(200);
});

test('whatever frames come in one packet or two, the server goes on', async () => {
  const { connect, url } = await serve({
    listener: async (request, response) => {
      for await (const _part of request);
      response.end('ok');
    },
  });
  const id = fc.constantFrom(1, 3, 5);
  const ends = fc.constantFrom(0, h2.END_STREAM);
  const fields = fc.record(
    {
      ':method': fc.constantFrom('GET', 'POST', 'HEAD', 'CONNECT', 'TEA'),
      ':scheme': fc.constant('http'),
      ':path': fc.constantFrom('/', '*', ''),
      ':authority': fc.constantFrom('a', ''),
      expect: fc.constantFrom('100-continue', '100-Continue', 'tea'),
      'content-length': fc.nat(9).map(String),
      te: fc.constant('trailers'),
    },
    { requiredKeys: [':method'] },
  );
  const bytes = fc.uint8Array({ maxLength: 20 }).map((array) => Buffer.from(array));
  const code = fc.nat(13).map(h2.uint32);
  const head = fc
    .tuple(ends, id, fields)
    .map(([end, stream, given]) =>
      h2.frame(h2.HEADERS, h2.END_HEADERS | end, stream, h2.fieldBlock(given as Record<string, string>)),
    );
  const body = fc.tuple(ends, id, bytes).map(([end, stream, data]) => h2.frame(h2.DATA, end, stream, data));
  const reset = fc.tuple(id, code).map(([stream, error]) => h2.frame(h2.RST_STREAM, 0, stream, error));
  const window = fc.tuple(id, code).map(([stream, more]) => h2.frame(h2.WINDOW_UPDATE, 0, stream, more));
  const any = fc
    .tuple(fc.nat(10), fc.nat(255), fc.nat(5), bytes)
    .map(([type, flags, stream, payload]) => h2.frame(type, flags, stream, payload));
  const frames = fc.array(fc.oneof({ weight: 4, arbitrary: head }, body, reset, window, any), {
    minLength: 1,
    maxLength: 8,
  });
  await fc.assert(
    fc.asyncProperty(frames, fc.boolean(), async (sent, inTwo) => {
      const client = await connect();
      const packet = Buffer.concat([h2.preface, ...sent]).toString('latin1');
      const half = inTwo ? packet.length / 2 : packet.length;
      client.send(packet.slice(0, half));
      await client.until(/^[^]{9}/);
      client.send(packet.slice(half));
      client.socket.destroy();
      expect((await request(url, { ':path': '/' })).status).toBe(200);
    }),
    { numRuns: 200 },
  );
});

test('a body that waits to be asked for is asked for over HTTP/2 too, once its request is let in', async () => {
  const { opened, open } = gate();
  const fixture = await serve(
    {
      listener: async (request, response) => {
        if (request.url === '/first') await opened;
        for await (const _part of request);
        response.end('ok');
      },
    },
    { load: { routes: { '/*': { maxInFlight: 1 } } } },
  );
  const first = request(fixture.url, { ':path': '/first' });
  await eventually(() => fixture.server.counts().requests === 1);
  expect(await statusesOf(fixture)).toEqual([429]);
  open();
  await first;
  expect(await statusesOf(fixture)).toEqual([100, 200]);
});

/** The statuses that come, where the body is sent only once it is asked for. */
async function statusesOf({ url }: Fixture): Promise<number[]> {
  const stream = session(url).request({ ...post, expect: '100-continue' }, { endStream: false });
  const statuses: number[] = [];
  stream.on('continue', () => {
    statuses.push(100);
    stream.end('body');
  });
  stream.on('response', (head) => statuses.push(Number(head[':status'])));
  stream.resume();
  await new Promise((resolve) => stream.on('end', resolve));
  return statuses;
}

test('what else a client expects is passed over, and its request served as any', async () => {
  const { connect, url, entries } = await serve({ listener: (_request, response) => response.end('ok') });
  const client = await connect();
  client.send('GET / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n');
  expect(await client.until(/ok$/)).toMatch(/^HTTP\/1\.1 200 [^]*x-request-id/i);
  expect(await request(url, { ':path': '/', expect: 'tea' })).toMatchObject({ status: 200, body: 'ok' });
  await eventually(() => entries.length === 2);
});

test('a client of HTTP/1.0 is not told to go on', async () => {
  const { connect } = await serve({ listener: (_request, response) => response.end('ok') });
  const text = 'POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\nbody';
  expect(await (await connect()).send(text).toEnd()).toMatch(/^HTTP\/1.1 200 /);
});
