import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect, type AddressInfo } from 'node:net';
import { duplexPair } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { blocks } from '../../../src/http/bodies/blocks.ts';
import { sendJson } from '../../../src/http/index.ts';
import { eventually, serve } from '../fixture.ts';
import { get as getBy, protocols } from '../get.ts';

const MIB = 2 ** 20;

beforeEach(() => {
  blocks.limitIdle(8 * MIB);
  blocks.free(Infinity);
});

const rows = (count: number, name: string) =>
  Array.from({ length: count }, (_, id) => ({ id, name: `${name} ${id}`, text: 'é😀'.repeat(20) }));

const cycle: Record<string, unknown> = {};
cycle['self'] = cycle;

describe.each(protocols)('sendJson by %s', (protocol) => {
  const get = (url: string, method?: string) => getBy(protocol, url, method);

  const answers: Record<string, (response: ServerResponse) => void> = {
    '/small': (response) => sendJson(response, { a: 'é' }, { status: 201, headers: { 'x-a': '1' } }),
    '/rows': (response) => sendJson(response, rows(5_000, 'row')),
    '/text': (response) =>
      sendJson(response, 'é'.repeat(MIB), { headers: { 'Content-Type': 'application/x' } }),
    '/unchanged': (response) => sendJson(response, rows(5_000, 'row'), { status: 304 }),
    '/none': (response) => sendJson(response, undefined),
    '/cycle': (response) => sendJson(response, [...rows(5_000, 'row'), cycle]),
    '/header': (response) => sendJson(response, rows(5_000, 'row'), { headers: { 'x-a': '\n' } }),
  };
  const listener = (request: IncomingMessage, response: ServerResponse) =>
    answers[request.url ?? '']?.(response);

  test('answers with the bytes of JSON.stringify, and their length', async () => {
    const { url } = await serve({ listener });
    const small = await get(`${url}/small`);
    expect(small).toMatchObject({ status: 201, body: '{"a":"é"}' });
    expect(small.headers).toMatchObject({ 'content-type': 'application/json', 'x-a': '1' });
    expect(String(small.headers['content-length'])).toBe('10');
    const large = await get(`${url}/rows`);
    expect(large.body).toBe(JSON.stringify(rows(5_000, 'row')));
    expect(Number(large.headers['content-length'])).toBe(Buffer.byteLength(large.body));
    const text = await get(`${url}/text`);
    expect(text.body).toBe(JSON.stringify('é'.repeat(MIB)));
    expect(text.headers['content-type']).toBe('application/x');
    await eventually(() => blocks.idleBytes > 0);
  });

  test('sends no body where there is none to send', async () => {
    const { url, server } = await serve({ listener });
    const head = await get(`${url}/rows`, 'HEAD');
    const length = Buffer.byteLength(JSON.stringify(rows(5_000, 'row')));
    expect([head.status, head.body, Number(head.headers['content-length'])]).toEqual([200, '', length]);
    const unchanged = await get(`${url}/unchanged`);
    expect([unchanged.status, unchanged.body]).toEqual([304, '']);
    await eventually(() => server.counts().requests === 0);
    expect((await get(`${url}/small`)).status).toBe(201);
  });

  test('what can not be said is told before anything is sent', async () => {
    const { url, events } = await serve({ listener });
    const errors: object[] = [{ error: { code: 'SW_NO_JSON' } }, { error: { name: 'TypeError' } }];
    for (const path of ['/none', '/cycle']) expect((await get(url + path)).status).toBe(500);
    if (protocol === 'http/1.1') {
      // Node sends HTTP/2's as it is.
      expect((await get(`${url}/header`)).status).toBe(500);
      errors.push({ error: { code: 'ERR_INVALID_CHAR' } });
      expect(blocks.idleBytes).toBeGreaterThan(0);
    }
    expect(events.filter(({ type }) => type === 'http.error')).toMatchObject(errors);
  });

  test('memory that a slow client has yet to read is used for nothing else', async () => {
    const responses: ServerResponse[] = [];
    const { url } = await serve({
      listener(request, response) {
        responses.push(response);
        sendJson(response, rows(30_000, request.url ?? ''));
      },
    });
    const opened = protocol === 'h2' ? connectHttp2(url) : undefined;
    if (opened !== undefined) onTestFinished(() => opened.destroy());
    const slow = opened?.request({ ':path': '/slow' }) ?? connect(Number(new URL(url).port), '127.0.0.1');
    if (opened === undefined) slow.write('GET /slow HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n');
    slow.pause();
    await eventually(() => responses[0]?.headersSent === true);
    for (let n = 0; n < 8; n++) {
      const { body } = await get(`${url}/fast-${n}`);
      expect(body).toBe(JSON.stringify(rows(30_000, `/fast-${n}`)));
    }
    expect(responses[0]?.writableFinished).toBe(false);
    const whole = (await buffer(slow)).toString();
    expect(whole.slice(whole.indexOf('[{'))).toBe(JSON.stringify(rows(30_000, '/slow')));
  });

  test('memory of an answer whose client goes is left to the collector', async () => {
    const closed: string[] = [];
    const { url, server } = await serve({
      listener(request, response) {
        response.once('close', () => closed.push(request.url ?? ''));
        sendJson(response, rows(30_000, 'row'));
      },
    });
    const opened = protocol === 'h2' ? connectHttp2(url) : undefined;
    opened?.on('error', () => {});
    const socket = opened?.request({ ':path': '/' }) ?? connect(Number(new URL(url).port), '127.0.0.1');
    if (opened === undefined) socket.write('GET / HTTP/1.1\r\nHost: t\r\n\r\n');
    socket.on('error', () => {}).pause();
    await eventually(() => server.counts().requests === 1);
    await turn();
    opened?.destroy();
    socket.destroy();
    await eventually(() => closed.length === 1 && server.counts().connections === 0);
    expect(blocks.idleBytes).toBe(0);
  });
});

test('memory of an answer to something that is no socket is used for nothing else', async () => {
  const server = createServer((_request, response) => sendJson(response, rows(5_000, 'row')));
  const [client, connection] = duplexPair();
  server.emit('connection', connection);
  client.write('GET / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n');
  const whole = (await buffer(client)).toString();
  expect(whole.slice(whole.indexOf('[{'))).toBe(JSON.stringify(rows(5_000, 'row')));
  expect(blocks.idleBytes).toBe(0);
});

test('pipelined answers each have memory of their own', async () => {
  const server = createServer((request, response) => {
    const answer = () => sendJson(response, rows(5_000, request.url ?? ''));
    if (request.url === '/0') setTimeout(answer, 20);
    else answer();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const last = 'Connection: close\r\n';
  for (const n of [0, 1, 2, 3]) socket.write(`GET /${n} HTTP/1.1\r\nHost: t\r\n${n === 3 ? last : ''}\r\n`);
  const whole = (await buffer(socket)).toString();
  for (const n of [0, 1, 2, 3]) expect(whole).toContain(JSON.stringify(rows(5_000, `/${n}`)));
});
