import type { IncomingMessage } from 'node:http';
import { constants } from 'node:http2';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import fastify, { type FastifyRequest } from 'fastify';
import { beforeEach, describe, expect, test } from 'vitest';
import { blocks } from '../../../src/http/bodies/blocks.ts';
import { readBody, sendJson, type Body, type ServeOptions } from '../../../src/http/index.ts';
import { eventually, gate, serve } from '../fixture.ts';
import { session } from '../http2-client.ts';

const MIB = 2 ** 20;
const protocols = ['http/1.1', 'h2'] as const;
const bytes = (length: number, seed = 7) =>
  Buffer.from(Uint8Array.from({ length }, (_, index) => (index * seed + (index >> 8)) & 0xff));
const limits: ServeOptions['limits'] = { maxBodyBytes: 16 * MIB };

beforeEach(() => {
  blocks.limitIdle(8 * MIB);
  blocks.free(Infinity);
});

/** Sends `parts` as the body, declared or not, and returns the answer. */
async function post(url: string, protocol: (typeof protocols)[number], parts: Buffer[], declared: boolean) {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const { port } = new URL(url);
  if (protocol === 'h2') {
    const stream = session(url).request({
      ':method': 'POST',
      ...(declared && { 'content-length': length }),
    });
    for (const part of parts) {
      stream.write(part);
      await turn();
    }
    stream.end();
    return (await buffer(stream)).toString();
  }
  const socket = connect({ port: Number(port), host: '127.0.0.1', noDelay: true });
  const how = declared ? `Content-Length: ${length}` : 'Transfer-Encoding: chunked';
  socket.write(`POST / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n${how}\r\n\r\n`);
  for (const part of parts) {
    if (!declared && part.length > 0) socket.write(`${part.length.toString(16)}\r\n`);
    if (part.length > 0) socket.write(part);
    if (!declared && part.length > 0) socket.write('\r\n');
    await turn();
  }
  if (!declared) socket.write('0\r\n\r\n');
  return (await buffer(socket)).toString().split('\r\n\r\n')[1] ?? '';
}

/** The body of a request that the test itself makes up. */
function made(chunks: Iterable<Buffer | string>, headers?: IncomingMessage['headers']) {
  return Object.assign(Readable.from(chunks, { objectMode: false }), headers && { headers });
}

describe.each(protocols)('readBody by %s', (protocol) => {
  test('is what was sent, however it comes', async () => {
    const got: Buffer[] = [];
    const { url } = await serve(
      {
        async listener(request, response) {
          using body = await readBody(request);
          got.push(Buffer.from(body.bytes));
          response.end(String(body.bytes.length));
        },
      },
      { limits },
    );
    const part = fc.tuple(fc.integer({ min: 0, max: 150_000 }), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 8 }), fc.boolean(), async (sizes, declared) => {
        const parts = sizes.map(([length, seed]) => bytes(length, seed));
        const whole = Buffer.concat(parts);
        expect(await post(url, protocol, parts, declared)).toBe(String(whole.length));
        expect(got.pop()?.equals(whole)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test('memory is used again, and never seen by who still holds it', async () => {
    const bodies: Buffer[] = [];
    const idle: number[] = [];
    const { url } = await serve(
      {
        async listener(request, response) {
          {
            using body = await readBody(request);
            idle.push(blocks.idleBytes);
            bodies.push(body.bytes);
          }
          response.end('ok');
        },
      },
      { limits },
    );
    for (const fill of ['a', 'b', 'c']) await post(url, protocol, [Buffer.alloc(2 * MIB, fill)], true);
    expect(bodies.map(({ length }) => length)).toEqual([0, 0, 0]);
    expect([idle, blocks.idleBytes]).toEqual([[0, 0, 0], 2 * MIB]);
  });

  test('a part that somebody else holds is not freed', async () => {
    const held: Buffer[] = [];
    const { url } = await serve(
      {
        async listener(request, response) {
          request.once('data', (chunk: Buffer) => held.push(chunk));
          const reading = readBody(request);
          request.prependOnceListener('data', (chunk: Buffer) => held.push(chunk));
          using body = await reading;
          response.end(String(body.bytes.length));
        },
      },
      { limits },
    );
    await post(url, protocol, [bytes(300_000)], true);
    expect(held).toHaveLength(2);
    for (const chunk of held) expect(chunk.equals(bytes(300_000).subarray(0, chunk.length))).toBe(true);
  });

  test.each([true, false])(
    'memory of a body whose client goes is given back, declared: %s',
    async (declared) => {
      const { opened, open } = gate();
      const failed: unknown[] = [];
      const { url, events } = await serve(
        {
          async listener(request) {
            request.once('data', open);
            await readBody(request).catch((error: unknown) => {
              failed.push(error);
              throw error;
            });
          },
        },
        { limits },
      );
      if (protocol === 'h2') {
        const stream = session(url).request({
          ':method': 'POST',
          ...(declared && { 'content-length': MIB }),
        });
        stream.on('error', () => {}).write(bytes(MIB / 2));
        await opened;
        stream.close(constants.NGHTTP2_CANCEL);
      } else {
        const socket = connect(Number(new URL(url).port), '127.0.0.1');
        const how = declared ? `Content-Length: ${MIB}` : 'Transfer-Encoding: chunked';
        socket.write(`POST / HTTP/1.1\r\nHost: t\r\n${how}\r\n\r\n`);
        if (!declared) socket.write(`${MIB.toString(16)}\r\n`);
        socket.write(bytes(MIB / 2));
        await opened;
        socket.destroy();
      }
      await eventually(() => failed.length === 1);
      const code = protocol === 'h2' ? 'ERR_STREAM_PREMATURE_CLOSE' : 'ECONNRESET';
      expect(failed[0]).toMatchObject({ code });
      expect(blocks.idleBytes).toBeGreaterThan(0);
      expect(events.filter(({ type }) => type === 'http.error')).toEqual([]);
    },
  );

  test.each([true, false])(
    'more than maxBytes gets 413, and the rest passes by, declared: %s',
    async (declared) => {
      const { url, entries } = await serve({
        async listener(request, response) {
          using body = await readBody(request, { maxBytes: 100_000 });
          response.end(String(body.bytes.length));
        },
      });
      const parts = [bytes(60_000), bytes(60_000), bytes(60_000), bytes(60_000)];
      expect(await post(url, protocol, [bytes(60_000), bytes(40_000)], declared)).toBe('100000');
      expect(await post(url, protocol, parts, declared)).toMatch('Payload Too Large');
      await eventually(() => entries.length === 2);
      expect(entries[1]?.status).toBe(413);
    },
  );

  test("the service's own limit and a body of no JSON are answered, and an empty one is empty", async () => {
    const { url, entries } = await serve(
      {
        async listener(request, response) {
          using body = await readBody(request);
          response.end(body.bytes.length === 0 ? 'empty' : JSON.stringify(body.json()));
        },
      },
      { limits: { maxBodyBytes: 100_000 } },
    );
    expect(await post(url, protocol, [], true)).toBe('empty');
    expect(await post(url, protocol, [], false)).toBe('empty');
    expect(await post(url, protocol, [Buffer.from('{"a":'), Buffer.from('"é"}')], false)).toBe('{"a":"é"}');
    await post(url, protocol, [Buffer.from('{"a":')], true);
    await post(url, protocol, [bytes(60_000), bytes(60_000)], false);
    await eventually(() => entries.length === 5);
    expect(entries.map(({ status }) => status)).toEqual([200, 200, 200, 400, 413]);
  });
});

describe('readBody', () => {
  test('frees what arrived as soon as it was copied', async () => {
    const seen: number[] = [];
    const { url } = await serve({
      async listener(request, response) {
        // In place of a listener, which would keep parts from being freed.
        const chunks: Buffer[] = [];
        const push = request.push.bind(request);
        request.push = (chunk: Buffer | null) => {
          if (chunk !== null) chunks.push(chunk);
          return push(chunk);
        };
        using body = await readBody(request);
        seen.push(...chunks.map(({ length }) => length));
        response.end(String(body.bytes.length));
      },
    });
    expect(await post(url, 'http/1.1', [bytes(300_000)], true)).toBe('300000');
    expect(seen.length).toBeGreaterThan(1);
    expect(Math.max(...seen)).toBe(0);
  });

  test('says at once that a body was read, is read by others, or will never come', async () => {
    const { url } = await serve({
      async listener(request, response) {
        const first = await readBody(request);
        const again = await readBody(request).catch((error: unknown) => error);
        first[Symbol.dispose]();
        expect(() => first.bytes).toThrow(/SW_BODY_RELEASED/);
        expect(() => first.text()).toThrow(/SW_BODY_RELEASED/);
        first[Symbol.dispose]();
        sendJson(response, again);
      },
    });
    expect(await post(url, 'http/1.1', [bytes(10)], true)).toMatch('SW_BODY_READ');
    const listened = made([bytes(10)]).on('readable', () => {});
    await expect(readBody(listened)).rejects.toMatchObject({ code: 'SW_BODY_READ' });
    const gone = made([bytes(10)]);
    gone.destroy();
    await expect(readBody(gone)).rejects.toMatchObject({ code: 'SW_BODY_READ' });
    const broken = made([bytes(10)]).on('error', () => {});
    broken.destroy(new Error('broken'));
    await expect(readBody(broken)).rejects.toThrow('broken');
  });

  test.each([0, 5, 3_000_000, 1e15])('a length that is not that of the body: %d', async (declared) => {
    const own = [bytes(1_000_000), bytes(1_000_000, 3)];
    const whole = Buffer.concat(own);
    using body = await readBody(made(own, { 'content-length': String(declared) }));
    expect(body.bytes.equals(whole)).toBe(true);
    // What is no request's may be anybody's.
    expect(own.map(({ length }) => length)).toEqual([1_000_000, 1_000_000]);
  });

  test('text of a stream with an encoding', async () => {
    const text = '客户 😀'.repeat(50_000);
    const stream = made([Buffer.from(text)]).setEncoding('utf8');
    using body = await readBody(stream);
    expect(body.text()).toBe(text);
  });

  test("is fastify's parser in one line", async () => {
    const app = fastify();
    app.addContentTypeParser('application/octet-stream', (_request: unknown, payload: IncomingMessage) =>
      readBody(payload),
    );
    const handler = async (request: FastifyRequest) => {
      using body = request.body as Body;
      await turn();
      return body.bytes.length;
    };
    app.route({ method: 'POST', url: '/', handler });
    await app.ready();
    const { url } = await serve(
      { listener: (request, response) => app.routing(request, response) },
      { limits },
    );
    const headers = { 'content-type': 'application/octet-stream' };
    const answer = await fetch(url, { method: 'POST', body: bytes(2 * MIB), headers });
    expect(await answer.text()).toBe(String(2 * MIB));
    expect(blocks.idleBytes).toBe(2 * MIB);
  });
});
