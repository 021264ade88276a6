import { Agent, request as httpRequest } from 'node:http';
import { describe, expect, test } from 'vitest';
import { eventually, everythingSentIsRead, gate, serve } from '../fixture.ts';

const ok = { listener: (_request: unknown, response: { end(text: string): unknown }) => response.end('ok') };

describe('the listener', () => {
  test('resolves at once where there is no connection', async () => {
    const { drain, finish, clock } = await serve(ok);
    drain(5_000);
    await clock.advance(5_000);
    expect(await (await finish(10_000)).finished).toEqual([]);
    expect(clock.now()).toBe(5_000);
  });

  test('refuses connections once the drain delay is over', async () => {
    const { connect, finish } = await serve(ok);
    await (
      await finish(1_000)
    ).finished;
    await expect(connect()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('serves connections that wait in the kernel when it closes', async () => {
    const { connect, finish, drain } = await serve(ok);
    drain(5_000);
    const clients = Promise.all(Array.from({ length: 50 }, connect));
    const { finished } = await finish(10_000);
    for (const client of await clients) expect(await client.get().until(/ok/)).toMatch(/ 200 /);
    expect(await finished).toEqual([]);
  });
});

describe('idle connections', () => {
  test('are held for their next request, which ends them', async () => {
    const { connect, drain, finish, clock } = await serve(ok, { drain: { idleHoldMs: 10_000 } });
    const [used, fresh] = [await connect(), await connect()];
    await used.get().until(/ok/);
    drain(5_000);
    await clock.advance(5_000);
    const { finished } = await finish(20_000);
    await clock.advance(9_000);
    expect(await used.get().until(/ok/)).toMatch(/connection: close/i);
    expect(await fresh.get().until(/ok/)).toMatch(/connection: close/i);
    expect(await finished).toEqual([]);
  });

  test('are closed when the hold is over', async () => {
    const { connect, drain, finish, clock } = await serve(ok, { drain: { idleHoldMs: 10_000 } });
    const [used, fresh] = [await connect(), await connect()];
    await used.get().until(/ok/);
    drain(5_000);
    const { finished } = await finish(20_000);
    await clock.advance(9_999);
    expect([used.ended, fresh.ended]).toEqual([false, false]);
    await clock.advance(1);
    await Promise.all([used.toEnd(), fresh.toEnd()]);
    expect([used.error, fresh.error]).toEqual([undefined, undefined]);
    expect(await finished).toEqual([]);
  });

  test.each([
    [20_000, 17_000],
    [4_000, 2_000],
  ])('are held no longer than lets them end within a budget of %d ms', async (budgetMs, heldMs) => {
    const { connect, finish, clock } = await serve(ok, { drain: { idleHoldMs: Infinity } });
    const client = await connect();
    await client.get().until(/ok/);
    const { finished } = await finish(budgetMs);
    await clock.advance(heldMs - 1);
    expect(client.ended).toBe(false);
    await clock.advance(1);
    await client.toEnd();
    expect(await finished).toEqual([]);
  });

  test('are closed at once with no hold', async () => {
    const { connect, finish, clock } = await serve(ok);
    const client = await connect();
    await client.get().until(/ok/);
    const { finished } = await finish(20_000);
    await clock.advance(0);
    await client.toEnd();
    expect(await finished).toEqual([]);
  });

  test('that are closed carry out no request that crosses the end', async () => {
    const { connect, finish, clock, entries, server } = await serve(ok);
    const client = await connect();
    client.socket.allowHalfOpen = true;
    await client.get().until(/ok/);
    const { finished } = await finish(20_000);
    await clock.advance(0);
    await client.toEnd();
    client.send('POST /order HTTP/1.1\r\nHost: test\r\nContent-Length: 2\r\n\r\nhi');
    await clock.advance(1_000);
    expect(server.counts().requests).toBe(0);
    await clock.advance(2_000);
    expect(await finished).toEqual([]);
    expect(entries).toMatchObject([{ path: '/' }]);
  });

  test('whose request has begun to arrive are answered', async () => {
    const { connect, finish, clock } = await serve(ok, { drain: { idleHoldMs: 5_000 } });
    const client = await connect();
    await client.get().until(/ok/);
    const { finished } = await finish(20_000);
    await clock.advance(1_000);
    client.send('GET / HTTP/1.1\r\nHo');
    await clock.advance(1_000);
    await everythingSentIsRead();
    await clock.advance(4_000);
    client.send('st: test\r\n\r\n');
    expect(await client.until(/ok/)).toMatch(/connection: close/i);
    expect(await finished).toEqual([]);
  });
});

describe('requests in flight', () => {
  test('end within the budget', async () => {
    const { opened, open } = gate();
    const { server, connect, finish } = await serve({
      listener: async (_request, response) => {
        await opened;
        response.end('late');
      },
    });
    const client = (await connect()).get('/slow');
    await eventually(() => server.counts().requests === 1);
    const { finished } = await finish(10_000);
    open();
    expect(await client.until(/late/)).toMatch(/connection: close/i);
    expect(await finished).toEqual([]);
  });

  test('are named and aborted at the deadline', async () => {
    const { server, connect, finish, clock, entries, events } = await serve({ listener: () => {} });
    const client = (await connect()).get('/slow?secret');
    await eventually(() => server.counts().requests === 1);
    await clock.advance(200);
    expect(server.inFlight()).toEqual(['GET /slow, 0.2 s']);
    const { finished } = await finish(4_000);
    await clock.advance(4_000);
    expect(await finished).toEqual(['GET /slow, 4.2 s']);
    await client.toEnd();
    expect(entries).toMatchObject([{ path: '/slow', status: 0, outcome: 'cut' }]);
    const progress = events.filter(({ type }) => type === 'drain.progress');
    expect(progress).toHaveLength(4);
    expect(progress[0]).toEqual({ type: 'drain.progress', requests: 1, connections: 1, streams: 0 });
  });

  test('whose headers had promised to keep the connection end it all the same', async () => {
    const { opened, open } = gate();
    const { connect, finish, clock } = await serve({
      listener: async (_request, response) => {
        response.write('begun');
        await opened;
        response.end('done');
      },
    });
    const client = (await connect()).get();
    expect(await client.until(/begun/)).toMatch(/connection: keep-alive/i);
    const { finished } = await finish(10_000);
    await clock.advance(0);
    open();
    await client.until(/done/);
    await client.toEnd();
    expect(await finished).toEqual([]);
  });
});

describe('pipelining', () => {
  test('announces the end on the last response only, and answers all', async () => {
    const { opened, open } = gate();
    const { server, connect, drain, entries } = await serve({
      listener: async (request, response) => {
        await opened;
        response.end(request.url);
      },
    });
    const client = (await connect()).get('/1').get('/22').get('/333');
    await eventually(() => server.counts().requests === 3);
    drain(5_000);
    open();
    expect(await client.until(/\n\/1/)).toMatch(/connection: keep-alive/i);
    expect(await client.until(/\n\/22/)).toMatch(/connection: keep-alive/i);
    expect(await client.until(/\n\/333/)).toMatch(/connection: close/i);
    await client.toEnd();
    // Each tells its own bytes: the paths differ by one byte each, the headers by "keep-alive" and its hint.
    const [first, second] = entries.map(({ bytesOut }) => bytesOut);
    expect(second).toBe((first ?? 0) + 1);
  });

  test('does not process what follows an announced end', async () => {
    const seen: (string | undefined)[] = [];
    const { opened, open } = gate();
    const { connect, drain } = await serve({
      listener: async (request, response) => {
        seen.push(request.url);
        response.write('begun');
        await opened;
        response.end('done');
      },
    });
    drain(5_000);
    const client = (await connect()).get('/1');
    expect(await client.until(/begun/)).toMatch(/connection: close/i);
    client.get('/2');
    await everythingSentIsRead();
    open();
    await client.until(/done/);
    await client.toEnd();
    expect(seen).toEqual(['/1']);
  });
});

test('an early answer survives an upload that goes on', async () => {
  const { connect, drain, clock } = await serve(
    { listener: (_request, response) => response.writeHead(401).end('no') },
    { limits: { maxBodyBytes: Infinity, maxLingerBytes: 64e6 } },
  );
  drain(5_000);
  const client = await connect();
  client.send('POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 30000000\r\n\r\n');
  for (let i = 0; i < 300; i++) client.send('x'.repeat(100_000));
  expect(await client.until(/no/)).toMatch(/^HTTP\/1.1 401/);
  await client.toEnd();
  expect(client.error).toBeUndefined();
  // A client that never closes its half is let go of.
  await clock.advance(3_000);
});

test('thousands of requests on kept connections lose none through a drain', async () => {
  const { server, drain, finish, clock } = await serve(ok, { drain: { idleHoldMs: 8_000 } });
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  let draining = false;
  let [answered, closing] = [0, 0];
  const lost: unknown[] = [];
  // Each client goes on until the drain has ended its connection: the next would go to another pod.
  const client = async () => {
    for (let sent = 0; sent < 2_000; sent++) {
      const closed = await get(agent, server.port).catch((error: unknown) => {
        lost.push(error);
        return true;
      });
      answered++;
      if (closed && draining) {
        closing++;
        return;
      }
    }
  };
  const clients = Array.from({ length: 64 }, client);
  await eventually(() => answered > 1_000);
  draining = true;
  drain(5_000);
  await Promise.all(clients);
  await clock.advance(5_000);
  const { finished } = await finish(10_000);
  await clock.advance(9_000);
  expect(await finished).toEqual([]);
  expect(lost).toEqual([]);
  expect(closing).toBe(64);
  agent.destroy();
});

/** Whether the response ends its connection. */
function get(agent: Agent, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ agent, port, host: '127.0.0.1' }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.headers.connection === 'close'));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end();
  });
}
