import { expect, test } from 'vitest';
import { eventually, serve } from '../fixture.ts';
import { request, session } from '../http2-client.ts';

const spellings = [
  '/reports',
  '/x/../reports',
  '/./reports',
  '/x/%2e%2e/reports',
  '/%72eports',
  '/reports#x',
];
const pathOf = (url: string) => decodeURI(new URL(url).pathname);

test('a route’s limits hold however its path is written, and for HEAD', async () => {
  const { connect, url, server } = await serve(
    {
      fetch: async (incoming) => {
        if (pathOf(incoming.url) === '/reports') await new Promise(() => {});
        return new Response('ok');
      },
    },
    {
      load: { routes: { 'GET /reports': { maxInFlight: 1 } } },
      bodies: { 'POST /reports': { maxBytes: 10 } },
    },
  );
  (await connect()).get('/reports');
  await eventually(() => server.counts().requests === 1);
  for (const path of spellings) {
    const answerTo = async (text: string) => (await connect()).send(text).until(/\r\n\r\n/);
    expect(await answerTo(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`), path).toMatch(/^HTTP\/1.1 429/);
    expect(await answerTo(`HEAD ${path} HTTP/1.1\r\nHost: a\r\n\r\n`), path).toMatch(/^HTTP\/1.1 429/);
    const post = `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n`;
    expect(await answerTo(post), path).toMatch(/^HTTP\/1.1 413/);
    expect((await request(session(url), { ':path': path })).status, path).toBe(429);
  }
});

test('what tells the priority of a request sees the path by which it is routed', async () => {
  const seen: string[] = [];
  const { connect } = await serve(
    { listener: (_request, response) => response.end('ok') },
    // Without any route, it is asked only under load.
    {
      load: {
        routes: { '/other': {} },
        priority: ({ method, path }) => (seen.push(`${method} ${path}`), 'normal'),
      },
    },
  );
  const client = await connect();
  for (const path of spellings) await client.get(path).until(/ok$/);
  expect(new Set(seen)).toEqual(new Set(['GET /reports']));
});
