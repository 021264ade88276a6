import { channel } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { eventually, everythingSentIsRead, gate, serve } from '../fixture.ts';

const limits = { maxConcurrentStreams: 2 };
const post = 'POST /body HTTP/1.1\r\nHost: test\r\nContent-Length: 10000\r\n\r\n';

/** The paths that have arrived at a handler which answers each once it is let. */
function held() {
  const paths: (string | undefined)[] = [];
  const responses: ServerResponse[] = [];
  const handler: Parameters<typeof serve>[0] = {
    listener: async (request, response) => {
      paths.push(request.url);
      for await (const _chunk of request);
      responses.push(response);
    },
  };
  return { paths, responses, handler };
}

describe('a connection with more requests than may wait for their answers', () => {
  test('is read on as they are answered, and all are', async () => {
    const { paths, responses, handler } = held();
    const { connect } = await serve(handler, { limits });
    const client = await connect();
    for (const count of [1, 2, 3]) {
      client.get(`/${count}`);
      await eventually(() => responses.length === count);
    }
    client.get('/4').get('/5');
    await everythingSentIsRead();
    expect(paths).toEqual(['/1', '/2', '/3']);
    // Out of turn: node has it wait, and would read on.
    responses[1]?.end('two');
    await everythingSentIsRead();
    expect(paths).toEqual(['/1', '/2', '/3']);
    responses[0]?.end('one');
    await client.until(/two/);
    await eventually(() => responses.length === 5);
    for (const response of responses.slice(2)) response.end('more');
    await client.until(/more[^]*more[^]*more/);
  });

  test('is not taken for a client whose body is slow', async () => {
    const { responses, handler } = held();
    const { connect, clock, events } = await serve(handler, { limits });
    const client = (await connect()).get().get();
    client.send(post);
    await eventually(() => responses.length === 2);
    client.send('x'.repeat(10_000));
    for (let second = 0; second < 20; second++) await clock.advance(1_000);
    expect(events.filter(({ type }) => type === 'http.rejected')).toEqual([]);
    for (const response of responses) response.end('answer');
    await client.until(/answer[^]*answer/);
    await eventually(() => responses.length === 3);
    responses[2]?.end('third');
    await client.until(/third/);
  });

  test.each([1, 2, 10])('beyond %i answers all, whatever else stops node from reading it', async (most) => {
    const { connect } = await serve(
      {
        listener: async (request, response) => {
          // Those whose bodies nobody reads wait for the answer: node drops them then.
          if (request.url === '/later') await new Promise((resolve) => setImmediate(resolve));
          let bytes = 0;
          if (request.url !== '/later') for await (const chunk of request) bytes += (chunk as Buffer).length;
          // More than node lets wait behind another.
          response.end(`${'x'.repeat(100_000)}<${bytes}>`);
        },
      },
      { limits: { maxConcurrentStreams: most } },
    );
    const client = await connect();
    const wanted: string[] = [];
    for (let at = 0; at < 100; at++) {
      const [path, bytes] = [at % 5 < 2 ? '/later' : '/', at % 3 === 0 ? 70_000 : at % 7];
      client.send(
        `POST ${path} HTTP/1.1\r\nHost: test\r\nContent-Length: ${bytes}\r\n\r\n${'y'.repeat(bytes)}`,
      );
      wanted.push(`<${path === '/later' ? 0 : bytes}>`);
    }
    for (const each of wanted) expect(await client.until(/<\d+>/)).toContain(each);
  });

  test('is read to its end where an answer of a wrong length ends it', async () => {
    const { responses, handler } = held();
    const { connect, server } = await serve(handler, { limits });
    const client = await connect();
    // More than the limit in one read.
    client.send('GET / HTTP/1.1\r\nHost: test\r\n\r\n'.repeat(4));
    await eventually(() => responses.length === 4);
    client.get();
    responses[0]?.writeHead(200, { 'content-length': 9 }).end('short');
    await client.toEnd();
    expect(client.error).toBeUndefined();
    await eventually(() => server.counts().connections === 0);
  });

  test('is read to its end where that was announced while it was not read', async () => {
    const responses: ServerResponse[] = [];
    const { connect, drain, server } = await serve(
      {
        listener: (request, response) =>
          request.url === '/last' ? response.end('last') : responses.push(response),
      },
      { limits },
    );
    drain(5_000);
    const client = await connect();
    // All in one read.
    const paths = ['/1', '/2', '/3', '/last', '/behind'];
    client.send(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: test\r\n\r\n`).join(''));
    await eventually(() => responses.length === 3);
    client.get();
    for (const response of responses) response.end('answer');
    await client.until(/last/);
    await client.toEnd();
    expect(client.error).toBeUndefined();
    await eventually(() => server.counts().connections === 0);
  });

  test('is read to its end where a drain ends it', async () => {
    const { responses, handler } = held();
    const { connect, drain, server } = await serve(handler, { limits });
    const client = (await connect()).get().get().get();
    await eventually(() => responses.length === 3);
    drain(5_000);
    for (let at = 0; at < 1_000; at++) client.get();
    for (const response of responses) response.end('answer');
    await client.toEnd();
    expect(client.error).toBeUndefined();
    await eventually(() => server.counts().connections === 0);
    expect(responses).toHaveLength(3);
  });
});

describe('behind the end of a connection that was announced', () => {
  test.each(['malformed', 'drain'])('nothing is read as HTTP: %s', async (how) => {
    let messages = 0;
    const count = () => void messages++;
    const starts = channel('http.server.request.start');
    starts.subscribe(count);
    onTestFinished(() => {
      starts.unsubscribe(count);
    });
    const { opened, open } = gate();
    const { connect, drain } = await serve({
      listener: async (_request, response) => {
        response.write('begun');
        await opened;
        response.end('done');
      },
    });
    if (how === 'drain') drain(5_000);
    const client = await connect();
    client.socket.allowHalfOpen = true;
    client.send(`GET / HTTP/1.1\r\n${how === 'drain' ? 'Host: test\r\n' : ''}\r\n`);
    await client.until(/begun|Bad Request$/);
    for (let at = 0; at < 5; at++) {
      client.get();
      await everythingSentIsRead();
    }
    expect(messages).toBe(2);
    open();
    await client.toEnd();
    expect(client.error).toBeUndefined();
  });
});
