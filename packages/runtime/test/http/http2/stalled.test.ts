import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { eventually, serve } from '../fixture.ts';
import { request, session } from '../http2-client.ts';

const KIB = 2 ** 10;
const STALL_MS = 5_000;

const answers = {
  '/parts': (response: ServerResponse) => {
    Readable.from(Array.from({ length: 32 }, () => Buffer.alloc(16 * KIB))).pipe(response);
  },
  '/whole': (response: ServerResponse) => response.end(Buffer.alloc(512 * KIB)),
  '/small': (response: ServerResponse) => response.end('small'),
};

const serving = () =>
  serve(
    { listener: (incoming, response) => answers[incoming.url as keyof typeof answers](response) },
    { limits: { stallTimeoutMs: STALL_MS, keepAliveTimeoutMs: 3_600_000 } },
  );

test.each([
  { path: '/parts', beside: '/small', times: 1 },
  { path: '/whole', beside: '/small', times: 1 },
  // Of a part nothing is told while others move: 512 KiB are eight windows and a part of one.
  { path: '/whole', beside: '/parts', times: 9 },
])(
  'a client that takes nothing of $path beside $beside loses that stream only',
  async ({ path, beside, times }) => {
    const { url, server, clock, entries } = await serving();
    // A window for the session, so that no stream stands behind another.
    const client = session(url);
    client.on('connect', () => client.setLocalWindowSize(16 * 1024 * KIB));
    const silent = client.request({ ':path': path });
    const cut = new Promise((resolve) => silent.on('close', () => resolve(silent.rstCode)));
    silent.on('error', () => {});
    await eventually(() => server.counts().requests === 1);
    const entriesOf = () => entries.filter((entry) => entry.path === path && entry.outcome === 'cut');
    for (let ms = 0; ms < times * STALL_MS; ms += 1_000) {
      await clock.advance(1_000);
      expect((await request(client, { ':path': beside })).status).toBe(200);
      expect(entriesOf()).toEqual([]);
    }
    await clock.advance(2_000);
    silent.resume();
    expect(await cut).toBe(8);
    await eventually(() => server.counts().requests === 0);
    expect(entriesOf()).toHaveLength(1);
    expect((await request(client, { ':path': '/small' })).body).toBe('small');
  },
);

test('a client that takes a window now and then keeps its stream', async () => {
  const { url, server, clock } = await serving();
  const client = session(url);
  const slow = client.request({ ':path': '/parts' });
  let got = 0;
  const ended = new Promise((resolve) => slow.on('end', resolve));
  await eventually(() => server.counts().requests === 1);
  while (got < 512 * KIB) {
    await clock.advance(STALL_MS - 1_000);
    const before = got;
    while (got - before < 64 * KIB && got < 512 * KIB) {
      const part = slow.read() as Buffer | null;
      if (part === null) await new Promise((resolve) => slow.once('readable', resolve));
      else got += part.length;
    }
  }
  slow.resume();
  await ended;
  expect(slow.rstCode).toBe(0);
});

test('streams that stand behind others on a slow link are not stalled', async () => {
  const { url, server, clock } = await serving();
  await using link = await slowLink(Number(new URL(url).port));
  const client = session(link.url);
  const downloads = Array.from({ length: 6 }, () => client.request({ ':path': '/parts' }).resume());
  const ended = Promise.all(
    downloads.map((download) =>
      once(
        download.on('error', () => {}),
        'close',
      ),
    ),
  );
  await eventually(() => server.counts().requests === downloads.length);
  // The last of them gets nothing for longer than a client may take nothing.
  while (!downloads.every(({ closed }) => closed)) {
    await Promise.race([link.pass(32 * KIB), ended]);
    await clock.advance(1_000);
  }
  expect(downloads.map(({ rstCode }) => rstCode)).toEqual(downloads.map(() => 0));
});

/** A link to a server that lets through what it is told to, towards the client, and all of what comes from there. */
async function slowLink(port: number) {
  const sockets: Socket[] = [];
  const link = createServer((client) => {
    const server = connect(port, '127.0.0.1').pause();
    client.pipe(server);
    sockets.push(server, client);
  }).listen(0, '127.0.0.1');
  await once(link, 'listening');
  const pass = async (bytes: number) => {
    const [server, client] = sockets;
    if (server === undefined) return;
    let left = bytes;
    while (left > 0) {
      const part = server.read(Math.min(left, server.readableLength)) as Buffer | null;
      if (part === null) return void (await once(server, 'readable'));
      left -= part.length;
      client?.write(part);
    }
  };
  return {
    url: `http://127.0.0.1:${(link.address() as AddressInfo).port}`,
    pass,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => link.close(resolve));
    },
  };
}
