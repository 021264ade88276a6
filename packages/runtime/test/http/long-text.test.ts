import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { beforeEach, expect, test } from 'vitest';
import { blocks } from '../../src/http/bodies/blocks.ts';
import { eventually, serve } from './fixture.ts';

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

test('other encodings, short texts and answers without a body need none', async () => {
  const { url } = await serve({ listener });
  const bytes = Buffer.from(await (await fetch(`${url}/latin1`)).arrayBuffer());
  expect(bytes.toString('latin1')).toBe(latin1);
  expect(await (await fetch(`${url}/short`)).text()).toBe(text.slice(0, 1000));
  const head = await fetch(`${url}/plain`, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
  expect(blocks.idleBytes + blocks.takenBytes).toBe(0);
  const unchanged = await fetch(`${url}/unchanged`);
  expect([unchanged.status, await unchanged.text()]).toEqual([304, '']);
});

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
