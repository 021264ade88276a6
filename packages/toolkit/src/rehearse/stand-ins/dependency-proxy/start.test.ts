import { once } from 'node:events';
import { rm, mkdtemp } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Happening } from '../../events.ts';
import { VirtualClock } from '../../testing/index.ts';
import type { DependencyTarget } from './address.ts';
import { startDependencyProxy } from './start.ts';

const host = '127.0.0.1';
const patiently = { timeout: 30_000, interval: 10 };

/** A real server, with the sockets that it has accepted. */
async function serve(serveOne: (socket: Socket) => void, at: string | number = 0) {
  const sockets: Socket[] = [];
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    serveOne(socket);
  });
  if (typeof at === 'string') server.listen(at);
  else server.listen(at, host);
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') return { sockets, target: { path: String(address) } };
  return { sockets, target: { host, port: address.port } };
}

async function proxied(target: DependencyTarget, clock?: VirtualClock) {
  const notes: Happening[] = [];
  const faults: unknown[] = [];
  const proxy = await startDependencyProxy({
    name: 'database',
    critical: true,
    host,
    target,
    note: (happening) => notes.push(happening),
    fault: (error) => faults.push(error),
    ...(clock && { clock }),
  });
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  return { proxy, notes, faults };
}

/** A client that keeps what it reads and how it ended. */
function dial({ port }: { readonly port: number }) {
  const socket = connect({ port, host, allowHalfOpen: true });
  const seen = { text: '', bytes: 0, ended: false, closed: false, error: undefined as string | undefined };
  socket.on('data', (chunk: Buffer) => {
    seen.bytes += chunk.length;
    if (seen.bytes < 1000) seen.text += chunk.toString();
  });
  socket.on('end', () => (seen.ended = true));
  socket.on('close', () => (seen.closed = true));
  socket.on('error', (error: NodeJS.ErrnoException) => (seen.error = error.code));
  onTestFinished(() => void socket.destroy());
  return { socket, seen };
}

const echo = (socket: Socket) => void socket.pipe(socket);

test('bytes pass both ways, and a half-closed connection is passed on as such', async () => {
  const { target } = await serve((socket) => {
    let heard = '';
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    socket.on('end', () => socket.end(`heard ${heard}`));
  });
  const { proxy } = await proxied(target);
  const { socket, seen } = dial(proxy);
  socket.end('all');
  await vi.waitFor(() => expect(seen).toMatchObject({ text: 'heard all', closed: true }), patiently);
  expect(seen.error).toBeUndefined();
});

test('a Unix socket may be what it stands before', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-proxy-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { target } = await serve(echo, join(folder, 'socket'));
  const { proxy } = await proxied(target);
  const { socket, seen } = dial(proxy);
  socket.write('hello');
  await vi.waitFor(() => expect(seen.text).toBe('hello'), patiently);
  proxy.reset();
  await vi.waitFor(() => expect(seen.error).toBe('ECONNRESET'), patiently);
});

test('cut: nothing passes, new connections are accepted and silent, and after it all goes on', async () => {
  const { target, sockets } = await serve(echo);
  const { proxy, notes } = await proxied(target);
  const old = dial(proxy);
  old.socket.write('before ');
  await vi.waitFor(() => expect(old.seen.text).toBe('before '), patiently);
  proxy.cut();
  old.socket.write('during');
  const fresh = dial(proxy);
  await once(fresh.socket, 'connect');
  fresh.socket.write('fresh');
  // A third one is told as much: by when it is answered, the others would have been.
  const other = await proxied(target);
  const probe = dial(other.proxy);
  probe.socket.write('probe');
  await vi.waitFor(() => expect(probe.seen.text).toBe('probe'), patiently);
  expect(old.seen.text).toBe('before ');
  expect(fresh.seen).toMatchObject({ text: '', ended: false, error: undefined });
  expect(sockets).toHaveLength(2);
  proxy.restore();
  await vi.waitFor(() => expect(old.seen.text).toBe('before during'), patiently);
  await vi.waitFor(() => expect(fresh.seen.text).toBe('fresh'), patiently);
  expect(notes).toMatchObject([{ state: 'cut' }, { state: 'up' }]);
});

test('cut: whoever gives up a silent connection is let go', async () => {
  const { target, sockets } = await serve(echo);
  const { proxy } = await proxied(target);
  proxy.cut();
  const { socket, seen } = dial(proxy);
  await once(socket, 'connect');
  socket.end();
  await vi.waitFor(() => expect(seen.closed).toBe(true), patiently);
  proxy.restore();
  const next = dial(proxy);
  next.socket.write('next');
  await vi.waitFor(() => expect(next.seen.text).toBe('next'), patiently);
  expect(sockets).toHaveLength(1);
});

test('delay: each chunk comes that much later, each way, in order', async () => {
  const clock = new VirtualClock();
  const arrived: string[] = [];
  const { target } = await serve((socket) => {
    socket.on('data', (chunk: Buffer) => arrived.push(chunk.toString()));
    echo(socket);
  });
  const { proxy } = await proxied(target, clock);
  const { socket, seen } = dial(proxy);
  socket.write('connect');
  await vi.waitFor(() => expect(seen.text).toBe('connect'), patiently);
  proxy.delay(500);
  socket.write('late');
  await vi.waitFor(() => expect(clock.pending).toBe(1), patiently);
  await clock.advance(499);
  expect(arrived).toEqual(['connect']);
  await clock.advance(1);
  await vi.waitFor(() => expect(arrived).toEqual(['connect', 'late']), patiently);
  await vi.waitFor(() => expect(clock.pending).toBe(1), patiently);
  await clock.advance(499);
  expect(seen.text).toBe('connect');
  await clock.advance(1);
  await vi.waitFor(() => expect(seen.text).toBe('connectlate'), patiently);
  socket.write('!');
  await vi.waitFor(() => expect(clock.pending).toBe(1), patiently);
  proxy.restore();
  await vi.waitFor(() => expect(seen.text).toBe('connectlate!'), patiently);
});

test('reset: open connections are reset on both sides, and so are new ones', async () => {
  const ends: string[] = [];
  const { target } = await serve((socket) => {
    socket.on('error', (error: NodeJS.ErrnoException) => ends.push(String(error.code)));
    echo(socket);
  });
  const { proxy, notes } = await proxied(target);
  const open = dial(proxy);
  open.socket.write('x');
  await vi.waitFor(() => expect(open.seen.text).toBe('x'), patiently);
  proxy.reset();
  await vi.waitFor(() => expect(open.seen.error).toBe('ECONNRESET'), patiently);
  await vi.waitFor(() => expect(ends).toEqual(['ECONNRESET']), patiently);
  const fresh = dial(proxy);
  await vi.waitFor(() => expect(fresh.seen.error).toBe('ECONNRESET'), patiently);
  expect(notes).toMatchObject([{ type: 'dependency', name: 'database', state: 'resetting' }]);
});

test('refuse: nobody listens, open connections are reset, and after it the port is the same', async () => {
  const { target } = await serve(echo);
  const { proxy } = await proxied(target);
  const { port } = proxy;
  const open = dial(proxy);
  open.socket.write('x');
  await vi.waitFor(() => expect(open.seen.text).toBe('x'), patiently);
  proxy.refuse();
  await vi.waitFor(() => expect(open.seen.error).toBe('ECONNRESET'), patiently);
  const refused = dial(proxy);
  await vi.waitFor(() => expect(refused.seen.error).toBe('ECONNREFUSED'), patiently);
  proxy.restore();
  expect(proxy.port).toBe(port);
  await vi.waitFor(async () => {
    const again = dial(proxy);
    again.socket.write('again');
    await vi.waitFor(() => expect(again.seen.text).toBe('again'), { timeout: 1000 });
  }, patiently);
});

test('a dependency that is down resets whoever comes, and is told of: nobody else may be blamed for it', async () => {
  const { proxy, faults } = await proxied({ host, port: 1 });
  const { seen } = dial(proxy);
  await vi.waitFor(() => expect(seen.error).toBe('ECONNRESET'), patiently);
  await vi.waitFor(() => expect(faults).toMatchObject([{ code: 'SW_DEPENDENCY_ENDED' }]), patiently);
});

test.each(['cut', 'reset', 'refuse'] as const)(
  '%s is no fault of the dependency, and neither is a client that leaves',
  async (what) => {
    const { target } = await serve(echo);
    const { proxy, faults } = await proxied(target);
    const open = dial(proxy);
    open.socket.write('x');
    await vi.waitFor(() => expect(open.seen.text).toBe('x'), patiently);
    proxy[what]();
    const during = dial(proxy);
    if (what === 'cut') during.socket.end();
    await vi.waitFor(() => expect(during.seen.closed).toBe(true), patiently);
    proxy.restore();
    open.socket.resetAndDestroy();
    await vi.waitFor(async () => {
      const again = dial(proxy);
      again.socket.write('again');
      await vi.waitFor(() => expect(again.seen.text).toBe('again'), { timeout: 1000 });
    }, patiently);
    expect(faults).toEqual([]);
  },
);

test('a reader that stops holds up the writer: memory stays bounded, and nothing is lost', async () => {
  const total = 64 * 2 ** 20;
  const written: Socket[] = [];
  const { target } = await serve((socket) => {
    written.push(socket);
    const chunk = Buffer.alloc(2 ** 16);
    let left = total;
    const more = () => {
      while (left > 0) {
        left -= chunk.length;
        if (!socket.write(chunk)) return socket.once('drain', more);
      }
      return socket.end();
    };
    more();
  });
  const { proxy } = await proxied(target);
  const { socket, seen } = dial(proxy);
  socket.pause();
  await vi.waitFor(() => expect(written[0]?.writableNeedDrain).toBe(true), patiently);
  let before = -1;
  // Until nothing moves any more.
  await vi.waitFor(
    () => {
      const now = written[0]?.bytesWritten ?? 0;
      const isStill = now === before;
      before = now;
      expect(isStill).toBe(true);
    },
    { timeout: 30_000, interval: 200 },
  );
  expect(before).toBeLessThan(total / 2);
  socket.resume();
  await vi.waitFor(() => expect(seen).toMatchObject({ bytes: total, ended: true }), patiently);
});

test('nothing is left after many connections, nor after the proxy', async () => {
  const { target, sockets } = await serve(echo);
  const { proxy } = await proxied(target);
  const clients = Array.from({ length: 50 }, () => dial(proxy));
  for (const { socket } of clients) socket.end('x');
  await vi.waitFor(() => expect(clients.every(({ seen }) => seen.closed)).toBe(true), patiently);
  await vi.waitFor(() => expect(sockets.every(({ closed }) => closed)).toBe(true), patiently);
  const open = dial(proxy);
  open.socket.write('x');
  await vi.waitFor(() => expect(open.seen.text).toBe('x'), patiently);
  await proxy[Symbol.asyncDispose]();
  await vi.waitFor(() => expect(open.seen.closed).toBe(true), patiently);
  const refused = dial(proxy);
  await vi.waitFor(() => expect(refused.seen.error).toBe('ECONNREFUSED'), patiently);
});
