import { expect, test } from 'vitest';
import { eventually, serve } from '../fixture.ts';

const half = 'POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhalf';

test.each([
  ['alone', half],
  ['behind another request', `GET /hang HTTP/1.1\r\nHost: a\r\n\r\n${half}`],
])('a client that goes in the middle of its request, %s, is noticed', async (_how, text) => {
  let aborts = 0;
  const { connect, server, entries, events, clock } = await serve({
    fetch: async ({ signal }) => {
      signal.addEventListener('abort', () => void aborts++);
      return new Promise<Response>(() => {});
    },
  });
  const client = (await connect()).send(text);
  const count = text === half ? 1 : 2;
  await eventually(() => server.counts().requests === count);
  client.socket.end();
  await eventually(() => server.counts().connections === 0);
  expect(entries.map(({ outcome }) => outcome)).toEqual(Array(count).fill('aborted'));
  await eventually(() => aborts === count);
  await clock.advance(1_000);
  expect(events).toEqual([]);
});

test('a response that breaks off because its request turns out malformed is told as cut', async () => {
  const { connect, entries } = await serve({
    listener: (_request, response) => void response.write('begun'),
  });
  const client = await connect();
  client.send('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n');
  await client.until(/begun/);
  client.send('zz\r\n');
  await client.toEnd();
  await eventually(() => entries.length === 1);
  expect(entries).toMatchObject([{ status: 200, outcome: 'cut' }]);
});
