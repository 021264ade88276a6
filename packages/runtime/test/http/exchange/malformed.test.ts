import { describe, expect, test } from 'vitest';
import { serve } from '../fixture.ts';
import { request, session } from '../http2-client.ts';

describe('a request that node’s parser lets pass, though it is malformed', () => {
  test.each([
    ['two hosts', 'GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n'],
    ['no host', 'GET / HTTP/1.1\r\n\r\n'],
    // It would be taken for a stream of HTTP/2.
    ['another version', 'GET / HTTP/2.0\r\nHost: test\r\n\r\n'],
    ['chunks in a version without them', 'POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a version before the first', 'GET / HTTP/0.9\r\nHost: test\r\n\r\n'],
  ])('%s: nothing is carried out, nor what is pipelined behind it', async (_name, text) => {
    const paths: (string | undefined)[] = [];
    const { connect, clock, events, entries } = await serve({
      listener: ({ url }, response) => {
        paths.push(url);
        response.end('ok');
      },
    });
    const client = (await connect()).send(
      `GET /first HTTP/1.1\r\nHost: test\r\n\r\n${text}POST /behind HTTP/1.1\r\nHost: test\r\n\r\n`,
    );
    const answer = await client.toEnd();
    expect(answer.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 400']);
    expect(answer).toMatch(/connection: close/i);
    expect(client.error).toBeUndefined();
    expect(paths).toEqual(['/first']);
    expect(entries).toMatchObject([{ status: 200 }, { status: 400 }]);
    await clock.advance(1_000);
    expect(events).toMatchObject([{ type: 'http.rejected', reason: 'malformed', count: 1 }]);
  });

  test('a host beside another authority: so it is in HTTP/2, in its stream only', async () => {
    const { url } = await serve({ listener: (_request, response) => response.end('ok') });
    const client = session(url);
    expect((await request(client, { ':authority': 'a', host: 'b' })).status).toBe(400);
    expect((await request(client, { ':authority': 'a', host: 'A' })).status).toBe(200);
  });

  test.each([
    ['http', 'a', 'a:80', 200],
    ['https', 'a:443', 'A', 200],
    ['http', 'a:443', 'a', 400],
    ['https', 'a', 'a:80', 400],
    ['http', 'a:80', 'a:8080', 400],
  ])('in %s, %s is no other host than %s: %i', async (scheme, authority, host, status) => {
    const { url } = await serve({ listener: (_request, response) => response.end('ok') });
    const headers = { ':scheme': scheme, ':authority': authority, host };
    expect((await request(session(url), headers)).status).toBe(status);
  });

  test('a session of HTTP/2 that breaks its rules is told, with its address', async () => {
    const { connect, clock, events } = await serve({ listener: (_request, response) => response.end('ok') });
    const client = (await connect()).send('PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n');
    await client.toEnd();
    await clock.advance(1_000);
    expect(events).toMatchObject([{ type: 'http.rejected', reason: 'malformed', remote: '127.0.0.1' }]);
  });
});
