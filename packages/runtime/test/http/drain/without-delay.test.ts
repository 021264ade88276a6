import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { deadlineIn } from '../../../src/lifecycle/index.ts';
import { eventually, gate, serve } from '../fixture.ts';
import { request, session } from '../http2-client.ts';

const ok = { listener: (_request: unknown, response: { end(text: string): unknown }) => response.end('ok') };

describe('the listener has closed before anybody learns of the end', () => {
  test('over HTTP/2', async () => {
    const { url, connect, drain, server, clock } = await serve(ok);
    const client = session(url);
    await request(client, { ':path': '/' });
    // Dials anew as soon as it is told, as a client with requests to send does.
    const dialled = once(client, 'goaway').then(connect);
    drain(0);
    const finished = server.finish(deadlineIn(clock, 10_000));
    await expect(dialled).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    client.close();
    expect(await finished).toEqual([]);
  });

  test('over HTTP/1.1', async () => {
    const { opened, open } = gate();
    const { connect, drain, finish, server, clock } = await serve({
      listener: async (_request, response) => {
        await opened;
        response.end('late');
      },
    });
    const client = (await connect()).get();
    await eventually(() => server.counts().requests === 1);
    drain(0);
    // Answered while the listener still accepts.
    open();
    const { finished } = await finish(10_000);
    expect(await client.until(/late/)).toMatch(/connection: keep-alive/i);
    await clock.advance(0);
    await client.toEnd();
    await expect(connect()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(await finished).toEqual([]);
  });
});

describe('where other processes hold the port too', () => {
  test('nobody learns of the end before they have closed it', async () => {
    const others = gate();
    const { connect, finish, clock } = await serve(ok, { othersClosed: () => others.opened });
    const client = await connect();
    await client.get().until(/ok/);
    const { finished } = await finish(20_000);
    await clock.advance(999);
    expect(await client.get().until(/ok/)).toMatch(/connection: keep-alive/i);
    others.open();
    await others.opened;
    expect(await client.get().until(/ok/)).toMatch(/connection: close/i);
    expect(await finished).toEqual([]);
  });

  test('…or a second has passed', async () => {
    const { connect, finish, clock } = await serve(ok, {
      othersClosed: () => gate().opened,
      drain: { idleHoldMs: 10_000 },
    });
    const client = await connect();
    await client.get().until(/ok/);
    const { finished } = await finish(20_000);
    await clock.advance(1_000);
    expect(await client.get().until(/ok/)).toMatch(/connection: close/i);
    expect(await finished).toEqual([]);
  });
});

describe('a connection', () => {
  test.each(['P', 'POST / HT', 'POST / HTTP/1.1\r\nHo'])(
    'whose first request has arrived up to %j is answered',
    async (begun) => {
      const { connect, finish, clock, server } = await serve(ok);
      const client = (await connect()).send(begun);
      await eventually(() => server.counts().connections === 1);
      // What goes through after it has been read after it.
      await (await connect()).get().until(/ok/);
      const { finished } = await finish(20_000);
      await clock.advance(0);
      client.send('POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n\r\n'.slice(begun.length));
      expect(await client.until(/ok/)).toMatch(/connection: close/i);
      expect(await finished).toEqual([]);
    },
  );

  test('whose next request has begun to arrive is answered', async () => {
    const { connect, finish, clock } = await serve(ok);
    const client = await connect();
    await client.get().until(/ok/);
    client.send('GET / HTTP/1.1\r\nHost: test\r\nCookie: a');
    await (await connect()).get().until(/ok/);
    const { finished } = await finish(20_000);
    await clock.advance(0);
    client.send('a\r\n\r\n');
    expect(await client.until(/ok/)).toMatch(/connection: close/i);
    expect(await finished).toEqual([]);
  });

  test('whose request has begun and does not go on is told so when its time is up', async () => {
    const { connect, finish, clock } = await serve(ok, { limits: { headersTimeoutMs: 50 } });
    const client = (await connect()).send('GET / HTTP/1.1\r\nHo');
    await (await connect()).get().until(/ok/);
    const { finished } = await finish(20_000);
    await clock.advance(0);
    expect(await client.toEnd()).toMatch(/^HTTP\/1.1 408 [^]*connection: close/i);
    expect(await finished).toEqual([]);
  });
});
