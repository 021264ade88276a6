import type { IncomingMessage } from 'node:http';
import { constants, type Http2ServerRequest } from 'node:http2';
import { expect, test } from 'vitest';
import { eventually, gate, serve } from '../fixture.ts';
import { request, session } from '../http2-client.ts';

const get = { ':path': '/' };

test('bodies beyond the limit are refused, declared or not', async () => {
  const { url } = await serve(
    {
      listener: async (incoming, response) => {
        for await (const _chunk of incoming);
        response.end('whole');
      },
    },
    { limits: { maxBodyBytes: 1_000 } },
  );
  const post = { ':path': '/', ':method': 'POST' };
  expect((await request(url, { ...post, 'content-length': 1_001 }, 'x'.repeat(1_001))).status).toBe(413);
  expect((await request(url, post, 'x'.repeat(1_001))).status).toBe(413);
  expect((await request(url, post, 'x'.repeat(1_000))).body).toBe('whole');
});

test('what a client sends behind a refusal in the middle of its body is read within bounds only', async () => {
  const { url, clock, entries } = await serve(
    {
      listener: async (incoming, response) => {
        for await (const _chunk of incoming);
        response.end('whole');
      },
    },
    { limits: { maxBodyBytes: 1_000 } },
  );
  const stream = session(url).request({ ':path': '/', ':method': 'POST' }, { endStream: false });
  let taken: boolean | undefined;
  stream.write(Buffer.alloc(4 * 2 ** 20), (error) => {
    taken = !error;
  });
  const closed = new Promise((resolve) => stream.on('close', resolve));
  const status = await new Promise((resolve) => stream.on('response', (head) => resolve(head[':status'])));
  stream.resume();
  await eventually(() => stream.readableEnded);
  expect(entries).toEqual([]);
  await clock.advance(2_000);
  await closed;
  expect([status, taken, stream.rstCode]).toEqual([413, false, 0]);
  expect(entries).toMatchObject([{ status: 413, outcome: 'completed' }]);
});

test('a body is bounded with any method', async () => {
  const { url, entries } = await serve(
    {
      listener: async (incoming, response) => {
        for await (const _chunk of incoming);
        response.end('whole');
      },
    },
    { limits: { maxBodyBytes: 1_000 } },
  );
  expect((await request(url, get, 'x'.repeat(1_001))).status).toBe(413);
  expect((await request(url, get, 'x'.repeat(1_000))).body).toBe('whole');
  expect(entries).toMatchObject([{ status: 413 }, { status: 200, bytesIn: 1_000 }]);
});

test('a body that trickles gets 408, and its stream ends; one at an honest rate does not', async () => {
  const ended: unknown[] = [];
  const { url, clock, entries, server } = await serve({
    listener: async (incoming, response) => {
      try {
        for await (const _chunk of incoming);
        response.end('whole');
      } catch (error) {
        ended.push(error);
        throw error;
      }
    },
  });
  const client = session(url);
  const [slow, honest] = [100, 300].map((bytes) => {
    const stream = client.request({ ':path': `/${bytes}`, ':method': 'POST' }, { endStream: false });
    const status = new Promise((resolve) => stream.on('response', (head) => resolve(head[':status'])));
    return { stream: stream.resume(), status, send: () => stream.write('x'.repeat(bytes)) };
  });
  await eventually(() => server.counts().requests === 2);
  for (let second = 0; second < 10; second++) {
    slow?.send();
    honest?.send();
    // What is sent arrives.
    await new Promise((resolve) => client.ping(resolve));
    await clock.advance(1_000);
  }
  expect(await slow?.status).toBe(408);
  await eventually(() => entries.length === 1);
  expect(entries).toMatchObject([{ path: '/100', outcome: 'cut', status: 408 }]);
  // Not taken for whole.
  expect(ended).toMatchObject([{ code: 'ERR_STREAM_PREMATURE_CLOSE' }]);
  honest?.stream.end();
  expect(await honest?.status).toBe(200);
});

test('a body is not waited for once its handler has answered and reads no more', async () => {
  const { url, clock, entries } = await serve({
    listener: async (incoming, response) => {
      for await (const _chunk of incoming) break;
      response.end('enough');
    },
  });
  const stream = session(url).request({ ':path': '/', ':method': 'POST' }, { endStream: false });
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  stream.write('x');
  const closed = new Promise((resolve) => stream.on('close', resolve));
  await new Promise((resolve) => stream.on('end', resolve));
  await clock.advance(3_000);
  await closed;
  expect([text, stream.rstCode]).toEqual(['enough', 0]);
  expect(entries).toMatchObject([{ status: 200, outcome: 'completed' }]);
});

test.each<[string, (incoming: IncomingMessage, answer: () => void) => void]>([
  [
    'has never read',
    (incoming, answer) => {
      incoming.pause();
      answer();
    },
  ],
  [
    'has stopped to read, as behind a `pipe` that failed',
    (incoming, answer) => {
      incoming.once('data', () => {
        incoming.pause();
        answer();
      });
    },
  ],
])('nor where it only %s', async (_what, pause) => {
  const { url, server, clock, entries, events } = await serve({
    listener: (incoming, response) => pause(incoming, () => response.end('enough')),
  });
  // As long as there is room, it sends what it has.
  const stream = session(url).request({ ':path': '/', ':method': 'POST' }, { endStream: false }).resume();
  stream.write(Buffer.alloc(300_000));
  const closed = new Promise((resolve) => stream.on('close', resolve));
  await new Promise((resolve) => stream.on('end', resolve));
  // What came after the first look has its time by the rate.
  for (let second = 0; second < 1_000 && server.counts().requests > 0; second++) await clock.advance(1_000);
  expect(server.counts().requests).toBe(0);
  await closed;
  expect(stream.rstCode).toBe(0);
  expect(entries).toMatchObject([{ status: 200, outcome: 'completed' }]);
  expect(events.filter(({ type }) => type === 'http.rejected')).toEqual([]);
});

test('what is read on behind an answer may be read as slowly as its handler likes', async () => {
  const whole = 300_000;
  const read = { bytes: 0 };
  let isFull = () => false;
  let readOn = () => {};
  const { url, clock } = await serve({
    async listener(incoming, response) {
      isFull = () => incoming.readableLength >= incoming.readableHighWaterMark;
      response.writeHead(202).end();
      for await (const chunk of incoming) {
        read.bytes += (chunk as Buffer).length;
        const { opened, open } = gate();
        readOn = open;
        await opened;
      }
    },
  });
  const stream = session(url).request({ ':path': '/', ':method': 'POST' }, { endStream: false }).resume();
  stream.end(Buffer.alloc(whole));
  while (read.bytes < whole) {
    await eventually(() => isFull() || read.bytes === whole);
    if (isFull()) await clock.advance(20_000);
    const before = read.bytes;
    readOn();
    await eventually(() => read.bytes > before || read.bytes === whole);
  }
});

test('a response that its client does not take is cut where the session is silent', async () => {
  let expire = () => {};
  const { url, entries, events, clock } = await serve({
    listener: (incoming, response) => {
      const { stream } = incoming as unknown as Http2ServerRequest;
      // As node does after `keepAliveTimeoutMs` without a frame.
      expire = () => stream.session?.emit('timeout');
      response.end(Buffer.alloc(1_000_000));
    },
  });
  const stream = session(url).request(get);
  await new Promise((resolve) => stream.on('response', resolve));
  expire();
  const closed = new Promise((resolve) => stream.on('close', resolve));
  stream.on('error', () => undefined).resume();
  await closed;
  expect(stream.rstCode).toBe(constants.NGHTTP2_CANCEL);
  await eventually(() => entries.length === 1);
  expect(entries).toMatchObject([{ outcome: 'cut' }]);
  await clock.advance(1_000);
  expect(events).toContainEqual(expect.objectContaining({ type: 'http.rejected', reason: 'stalled' }));
});

test('a stream on which neither side speaks is left to its handler', async () => {
  const { url } = await serve({
    listener: async (incoming, response) => {
      response.writeHead(200).flushHeaders();
      // As node does after `keepAliveTimeoutMs` without a frame.
      (incoming as unknown as Http2ServerRequest).stream.session?.emit('timeout');
      for await (const _chunk of incoming);
      response.end('whole');
    },
  });
  const stream = session(url).request({ ':path': '/', ':method': 'POST' }, { endStream: false });
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  stream.on('response', () => stream.end());
  await new Promise((resolve) => stream.on('close', resolve));
  expect([text, stream.rstCode]).toEqual(['whole', 0]);
});

test.each([
  ['declared', { 'content-length': 5 }, 'small'],
  ['with an end of its own', {}, ''],
])('a body that is there in whole may be read late, or never: %s', async (_, headers, body) => {
  const { opened, open } = gate();
  const { url, clock, server, events } = await serve({
    listener: async (_incoming, response) => {
      await opened;
      response.end('answered');
    },
  });
  const answer = request(url, { ':path': '/', ':method': 'POST', ...headers }, body);
  await eventually(() => server.counts().requests === 1);
  for (let second = 0; second < 20; second++) await clock.advance(1_000);
  open();
  expect(await answer).toMatchObject({ status: 200, body: 'answered' });
  expect(events.filter(({ type }) => type === 'http.rejected')).toEqual([]);
});

test('a body that trickles gets 408, though its handler answers later, too', async () => {
  const handlers: (() => void)[] = [];
  const { url, clock, entries } = await serve({
    listener(incoming, response) {
      incoming.on('data', () => {});
      // Called by a timer, say: nobody catches what it throws.
      handlers.push(() => {
        response.setHeader('x-late', '1').writeHead(200);
        response.write('late');
        response.end();
      });
    },
  });
  const headers = { ':path': '/', ':method': 'POST', 'content-length': 500 };
  const stream = session(url).request(headers, { endStream: false });
  const status = new Promise((resolve) => stream.on('response', (head) => resolve(head[':status'])));
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  const closed = new Promise((resolve) => stream.on('close', resolve));
  stream.write('x');
  await eventually(() => handlers.length === 1);
  for (let second = 0; second < 7; second++) await clock.advance(1_000);
  expect(await status).toBe(408);
  handlers[0]?.();
  await clock.advance(3_000);
  await closed;
  expect(text).toBe('Request Timeout');
  expect(entries).toMatchObject([{ status: 408, outcome: 'cut' }]);
});

test('an answer is not cut where its client is late to end its body', async () => {
  const { url, clock, entries, events } = await serve({
    listener(incoming, response) {
      incoming.on('data', () => {});
      response.end('answered');
    },
  });
  const stream = session(url).request({ ':path': '/', ':method': 'POST' }, { endStream: false });
  stream.write('x');
  stream.resume();
  const closed = new Promise((resolve) => stream.on('close', resolve));
  await new Promise((resolve) => stream.on('end', resolve));
  for (let second = 0; second < 12; second++) await clock.advance(1_000);
  await closed;
  expect(entries).toMatchObject([{ status: 200, outcome: 'completed' }]);
  expect(events.filter(({ type }) => type === 'http.rejected')).toEqual([]);
});

test('nor does an event stream, ended by the drain, keep its client’s half open', async () => {
  const { url, clock, drain, finish, entries } = await serve({
    listener: async (incoming, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      for await (const _chunk of incoming) break;
    },
  });
  const stream = session(url).request({ ':path': '/', ':method': 'POST' }, { endStream: false });
  stream.write('x');
  stream.resume();
  const closed = new Promise((resolve) => stream.on('close', resolve));
  await new Promise((resolve) => stream.on('response', resolve));
  drain(0);
  const { finished } = await finish(20_000);
  for (let second = 0; second < 15; second++) await clock.advance(1_000);
  await closed;
  expect(await finished).toEqual([]);
  expect(entries).toMatchObject([{ status: 200 }]);
});
