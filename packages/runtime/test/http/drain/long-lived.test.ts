import { EventSource } from 'eventsource';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { systemClock, timer, type Clock } from '../../../src/clock.ts';
import { endStreamWith, type HttpHandler } from '../../../src/http/index.ts';
import { eventually, serve } from '../fixture.ts';
import { request as h2request, session } from '../http2-client.ts';

/** Spreads evenly: 0, 0.1, 0.2… */
function evenly() {
  let next = 0;
  return () => (next++ % 10) / 10;
}

const stream: HttpHandler = {
  listener: (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.write('data: hello\n\n');
  },
};

function webSockets(): HttpHandler {
  const sockets = new WebSocketServer({ noServer: true });
  sockets.on('connection', (socket) => socket.on('message', (text: Buffer) => socket.send(text.toString())));
  return {
    listener: (_request, response) => response.end('no socket'),
    upgrade: (request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request)),
  };
}

async function open(url: string) {
  const socket = new WebSocket(url.replace('http', 'ws'));
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  const texts: string[] = [];
  socket.on('message', (text: Buffer) => texts.push(text.toString()));
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  onTestFinished(() => socket.terminate());
  return { socket, closed, texts };
}

describe('WebSockets', () => {
  test('are closed with 1001, spread over the last part of the drain delay', async () => {
    const { url, drain, clock, server } = await serve(webSockets(), { drain: { random: evenly() } });
    const clients = await Promise.all(Array.from({ length: 10 }, () => open(url)));
    expect(server.counts()).toMatchObject({ connections: 10, streams: 10 });
    drain(10_000);
    await clock.advance(3_999);
    expect(server.counts().streams).toBe(10);
    const left: number[] = [];
    for (let at = 4_000; at < 10_000; at += 600) {
      await clock.advance(at === 4_000 ? 1 : 600);
      const expected = 9 - (at - 4_000) / 600;
      await eventually(() => server.counts().streams <= expected);
      left.push(server.counts().streams);
    }
    expect(left).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    expect(await Promise.all(clients.map(({ closed }) => closed))).toEqual(Array(10).fill(1001));
  });

  test('that open during the drain work, and are closed too', async () => {
    const { url, drain, clock, finish } = await serve(webSockets());
    drain(10_000);
    await clock.advance(5_000);
    const { socket, closed, texts } = await open(url);
    socket.send('hi');
    await eventually(() => texts.length === 1);
    await clock.advance(5_000);
    expect(await closed).toBe(1001);
    expect(await (await finish(10_000)).finished).toEqual([]);
  });

  test('whose message waits when their turn comes late are answered before they are closed', async () => {
    const turns: (() => void)[] = [];
    const clock: Clock = {
      ...systemClock,
      after: (_ms, run) => {
        turns.push(run);
        return timer(() => {});
      },
    };
    const { url, drain } = await serve(webSockets(), { clock });
    const { socket, closed, texts } = await open(url);
    turns.length = 0;
    drain(10_000);
    // As after a stall: in one turn of the loop the message is there and the timer has passed, and timers run first.
    setTimeout(() => {
      socket.send('waiting');
      for (const turn of turns) turn();
    }, 1);
    expect(await closed).toBe(1001);
    expect(texts).toEqual(['waiting']);
  });

  test('end within a short spread where there is no drain delay', async () => {
    const { url, drain, clock, finish } = await serve(webSockets());
    const { closed } = await open(url);
    drain(0);
    const { finished } = await finish(5_000);
    await clock.advance(500);
    expect(await closed).toBe(1001);
    expect(await finished).toEqual([]);
  });

  test('whose peer does not answer are cut', async () => {
    const { connect, drain, clock, server, finish } = await serve(webSockets());
    const client = await connect();
    client.send(
      'GET / HTTP/1.1\r\nHost: test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    await client.until(/101 Switching[^]*\r\n\r\n/);
    drain(1_000);
    await clock.advance(1_000);
    const closeFrame = '\x88\x02\x03\xe9';
    expect(await client.until(new RegExp(closeFrame))).toBe(closeFrame);
    expect(server.inFlight()).toEqual(['websocket /, 1.0 s']);
    await clock.advance(2_000);
    await client.toEnd();
    expect(await (await finish(10_000)).finished).toEqual([]);
  });

  test('are ended as the application wants', async () => {
    const sockets = new WebSocketServer({ noServer: true });
    const { url, drain, clock } = await serve({
      listener: (_request, response) => response.end(),
      upgrade: (request, socket, head) =>
        sockets.handleUpgrade(request, socket, head, (opened) =>
          endStreamWith(request, () => opened.close(4_000, 'elsewhere')),
        ),
    });
    const { closed } = await open(url);
    drain(1_000);
    await clock.advance(1_000);
    expect(await closed).toBe(4_000);
  });

  test('whose handler fails are closed, and told of', async () => {
    const { url, events } = await serve({
      listener: (_request, response) => response.end(),
      upgrade: () => Promise.reject(new Error('no')),
    });
    await expect(open(url)).rejects.toThrow();
    await eventually(() => events.some(({ type }) => type === 'http.error'));
  });
});

describe('other responses that stay open', () => {
  const poll = (ended: string[]): HttpHandler => ({
    listener: (request, response) => {
      if (request.url === '/lines')
        response.writeHead(200, { 'Content-Type': 'application/x-ndjson' }).write('{}\n');
      endStreamWith(request, () => {
        ended.push(request.url ?? '');
        response.end('nothing new');
      });
    },
  });

  test('are ended as the application wants, those that are not answered too', async () => {
    const ended: string[] = [];
    const { connect, server, drain, clock, finish } = await serve(poll(ended), {
      drain: { random: () => 0 },
    });
    const [waiting, lines] = [(await connect()).get('/poll'), (await connect()).get('/lines')];
    await lines.until(/\{\}/);
    await eventually(() => server.counts().requests === 2);
    drain(1_000);
    await clock.advance(399);
    expect(ended).toEqual([]);
    await clock.advance(1);
    expect(ended.toSorted()).toEqual(['/lines', '/poll']);
    await Promise.all([waiting, lines].map((client) => client.until(/nothing new/)));
    const { finished } = await finish(1_000);
    await clock.advance(0);
    expect(await finished).toEqual([]);
  });

  test('are ended too where they begin during the drain', async () => {
    const ended: string[] = [];
    const { connect, server, drain, clock } = await serve(poll(ended));
    drain(1_000);
    const client = (await connect()).get('/poll');
    await eventually(() => server.counts().requests === 1);
    await clock.advance(1_000);
    await client.until(/nothing new/);
  });
});

describe('event streams', () => {
  test('are ended, and their clients come back elsewhere', async () => {
    const { url, drain, clock, server, finish, entries } = await serve(stream);
    const source = new EventSource(url);
    onTestFinished(() => source.close());
    let ends = 0;
    source.addEventListener('error', () => {
      ends++;
      source.close();
    });
    await new Promise((resolve) => source.addEventListener('message', resolve));
    drain(1_000);
    await clock.advance(399);
    expect(server.counts().requests).toBe(1);
    await clock.advance(601);
    await eventually(() => ends === 1);
    await eventually(() => entries.length === 1);
    expect(entries).toMatchObject([{ outcome: 'completed' }]);
    const { finished } = await finish(1_000);
    await clock.advance(0);
    expect(await finished).toEqual([]);
  });

  test('that begin during the drain are ended too, in HTTP/2 as well', async () => {
    const { server, connect, url, drain, clock } = await serve(stream);
    drain(1_000);
    const client = (await connect()).get();
    expect(await client.until(/hello/)).toMatch(/connection: close/i);
    const second = h2request(session(url), { ':path': '/' });
    await eventually(() => server.counts().requests === 2);
    await clock.advance(1_000);
    expect(await client.toEnd()).toMatch(/0\r\n\r\n$/);
    expect((await second).body).toBe('data: hello\n\n');
  });

  test('whose application writes once more bring nothing down', async () => {
    let write = (_bytes: number) => {};
    const { server, connect, drain, clock } = await serve({
      listener: (_request, response) => {
        response.setHeader('content-type', 'text/event-stream');
        write = (bytes) => response.write('x'.repeat(bytes));
        write(1);
      },
    });
    const client = (await connect()).get();
    await client.until(/x/);
    // The end waits behind what the client has not taken, so the application has not heard of it yet.
    client.socket.pause();
    write(16e6);
    drain(1_000);
    await clock.advance(1_000);
    write(1);
    // An unheard error would be thrown by now, and fail the run.
    await new Promise((resolve) => setImmediate(resolve));
    expect(server.counts().requests).toBe(1);
  });

  test('are ended as the application wants', async () => {
    const { connect, drain, clock } = await serve({
      listener: (request, response) => {
        response.writeHead(200, ['Content-Type', 'text/event-stream']).write('data: hello\n\n');
        endStreamWith(request, () => response.end('event: moved\n\n'));
      },
    });
    const client = (await connect()).get();
    await client.until(/hello/);
    drain(1_000);
    await clock.advance(1_000);
    await client.until(/event: moved/);
  });
});
