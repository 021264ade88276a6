/** Bodies that their handlers do not read for long: a client that could send no more is not slow. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import { getDefaultHighWaterMark } from 'node:stream';
import { expect, test } from 'vitest';
import { eventually, gate, serve } from '../fixture.ts';
import { session } from '../http2-client.ts';

/** A byte less, so that node's buffer is not full (RFC 9113 §6.5.2). */
const WINDOW = 65_535;

/** A server that reads `parts` of a body, and the rest when `readOn` is called. */
async function reading(parts: number) {
  const { opened, open: readOn } = gate();
  let takenBytes = 0;
  let buffered = () => 0;
  const fixture = await serve(
    {
      async listener(request: IncomingMessage, response: ServerResponse) {
        const { stream } = request as unknown as Partial<Http2ServerRequest>;
        buffered = () => request.readableLength + (stream?.readableLength ?? 0);
        const body = request[Symbol.asyncIterator]();
        for (let part = 0; part < parts; part++) takenBytes += ((await body.next()).value as Buffer).length;
        await opened;
        while ((await body.next()).done !== true);
        response.end('read');
      },
    },
    { limits: { minBodyBytesPerSecond: 10_000 } },
  );
  const arrived = (bytes: number) => eventually(() => takenBytes + buffered() === bytes);
  return { ...fixture, arrived, readOn };
}

test('in HTTP/1.1', async () => {
  const { clock, connect, arrived, readOn } = await reading(0);
  const full = getDefaultHighWaterMark(false);
  const client = await connect();
  client.send(`POST / HTTP/1.1\r\nHost: test\r\nContent-Length: ${full + 1}\r\n\r\n`);
  client.send('x'.repeat(full));
  await arrived(full);
  await clock.advance(60_000);
  readOn();
  await client.send('x').until(/read$/);
});

test.each([
  ['by the window of its stream, where nothing was read', 0, WINDOW],
  ['by a buffer that is full', 1, getDefaultHighWaterMark(false) + 20_000],
])('in HTTP/2, %s', async (_, parts, bytes) => {
  const { url, clock, arrived, readOn } = await reading(parts);
  const stream = session(url).request({ ':path': '/', ':method': 'POST' }, { endStream: false });
  const answered = new Promise((resolve) => stream.on('response', (head) => resolve(head[':status'])));
  stream.write('x');
  await arrived(1);
  stream.write('x'.repeat(bytes - 1));
  await arrived(bytes);
  await clock.advance(60_000);
  readOn();
  stream.end();
  expect(await answered).toBe(200);
});
