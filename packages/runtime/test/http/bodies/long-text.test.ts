import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { blocks } from '../../../src/http/bodies/blocks.ts';
import { eventually, serve } from '../fixture.ts';

const MIB = 2 ** 20;
const text = `é😀 ${'x'.repeat(MIB)}`;
const latin1 = `é ${'x'.repeat(MIB)}`;

beforeEach(() => {
  blocks.limitIdle(8 * MIB);
  blocks.free(Infinity);
});

/** Ways to end a response by a long text. */
const ends: Record<string, (response: ServerResponse) => void> = {
  '/plain': (response) => response.end(text),
  '/encoding': (response) => response.end(text, 'utf8'),
  '/callback': (response) => response.end(text, () => response.emit('told')),
  '/chunked': (response) => {
    response.write('before ');
    response.end(text);
  },
  '/latin1': (response) => response.end(latin1, 'latin1'),
  '/short': (response) => response.end(text.slice(0, 1000)),
  '/unchanged': (response) => {
    response.statusCode = 304;
    response.end(text);
  },
  '/name': (response) => response.setHeader('x-name', 'José').end(text),
  '/names': (response) => response.setHeader('x-name', ['a', 'José']).end(text),
  '/name-in-head': (response) =>
    response.writeHead(200, { 'x-name': 'José', 'content-length': Buffer.byteLength(text) }).end(text),
  '/reason': (response) => {
    response.statusMessage = 'Là';
    response.end(text);
  },
  '/corked': (response) => {
    response.cork();
    response.write('before ');
    response.end(text);
  },
};
const listener = ({ url = '' }: IncomingMessage, response: ServerResponse) => ends[url]?.(response);

test.each(['/plain', '/encoding', '/callback'])('a long text is sent from a block: %s', async (path) => {
  const { url } = await serve({ listener });
  const answer = await fetch(url + path);
  expect(await answer.text()).toBe(text);
  expect(answer.headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
  await eventually(() => blocks.idleBytes >= MIB);
});

test('so is one that ends a response in parts, and a callback is called', async () => {
  let told = false;
  const { url } = await serve({
    listener(request, response) {
      response.once('told', () => (told = true));
      listener(request, response);
    },
  });
  expect(await (await fetch(`${url}/chunked`)).text()).toBe(`before ${text}`);
  await eventually(() => blocks.idleBytes >= MIB);
  await (await fetch(`${url}/callback`)).text();
  await eventually(() => told);
});

test('other encodings, short texts, corked answers and those without a body take none', async () => {
  const { url } = await serve({ listener });
  const bytes = Buffer.from(await (await fetch(`${url}/latin1`)).arrayBuffer());
  expect(bytes.toString('latin1')).toBe(latin1);
  expect(await (await fetch(`${url}/short`)).text()).toBe(text.slice(0, 1000));
  // Node writes the end before the text there.
  await fetch(`${url}/corked`).then((answer) => answer.text(), String);
  const head = await fetch(`${url}/plain`, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
  const unchanged = await fetch(`${url}/unchanged`);
  expect([unchanged.status, await unchanged.text()]).toEqual([304, '']);
  expect(blocks.idleBytes + blocks.takenBytes).toBe(0);
});

const get = (path: string, rest = '') => `GET ${path} HTTP/1.1\r\nHost: t\r\n${rest}\r\n`;
const closing = 'Connection: close\r\n';

const exchanges: readonly (readonly [name: string, requests: string])[] = [
  ...Object.keys(ends).map((path) => [path, get(path, closing)] as const),
  ['a pipelined one', `${get('/later')}${get('/plain', closing)}`],
  [
    'a pipelined one that was told to continue',
    `${get('/later')}${get('/plain', `${closing}Expect: 100-continue\r\nContent-Length: 1\r\n`)}a`,
  ],
];

test.each(exchanges)(
  "what goes out is byte for byte node's own, but for the request's id: %s",
  async (_, requests) => {
    const answer = (request: IncomingMessage, response: ServerResponse) =>
      void (request.url === '/later'
        ? setTimeout(() => response.end('later'), 20)
        : listener(request, response));
    const bare = createServer({ keepAliveTimeout: 72_000 }, answer).listen(0, '127.0.0.1');
    onTestFinished(() => void bare.close());
    await once(bare, 'listening');
    const { server } = await serve({ listener: answer });
    const [expected, got] = await Promise.all(
      [(bare.address() as AddressInfo).port, server.port].map(async (port) => {
        const socket = connect(port, '127.0.0.1');
        socket.write(requests);
        return (await buffer(socket)).toString('latin1').replaceAll(/Date: .*|x-request-id: .*\r\n/g, '');
      }),
    );
    expect(got === expected, `${got?.slice(0, 400)} instead of ${expected?.slice(0, 400)}`).toBe(true);
  },
);

test('a text that a slow client has yet to read is not written over', async () => {
  const responses: ServerResponse[] = [];
  const long = (name: string) => name.repeat((4 * MIB) / name.length);
  const { url } = await serve({
    listener(request, response) {
      responses.push(response);
      response.end(long(request.url ?? ''));
    },
  });
  const slow = connect(Number(new URL(url).port), '127.0.0.1').pause();
  slow.write('GET /slow HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n');
  await eventually(() => responses[0]?.headersSent === true);
  for (const path of ['/a', '/b', '/c']) expect(await (await fetch(url + path)).text()).toBe(long(path));
  expect(responses[0]?.writableFinished).toBe(false);
  const whole = (await buffer(slow)).toString();
  expect(whole.slice(whole.indexOf('\r\n\r\n') + 4)).toBe(long('/slow'));
});

test('a response that has ended is ended by no other text', async () => {
  const { url } = await serve({
    listener(_request, response) {
      response.on('error', () => {});
      response.end('first');
      response.end(text);
    },
  });
  expect(await (await fetch(url)).text()).toBe('first');
  expect(blocks.idleBytes + blocks.takenBytes).toBe(0);
});
