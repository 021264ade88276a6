import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { GovernedProcess } from '../../../src/resources/memory/governed-process.props.ts';
import { eventually, serve } from '../fixture.ts';

const MIB = 2 ** 20;
const MESSAGE = Buffer.alloc(4 * MIB);
const handshake =
  'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: a\r\n\r\n';

let memory: {
  level: 'calm' | 'high';
  budget: { limitBytes: number; softLimitBytes: number; usedBytes: number };
};
beforeEach(() => {
  memory = {
    level: 'high',
    budget: { limitBytes: 128 * MIB, softLimitBytes: 115 * MIB, usedBytes: 110 * MIB },
  };
});

/** Connections that each send a message, and what was read of it. */
async function sending(count: number) {
  const read: number[] = [];
  const { governor } = new GovernedProcess();
  const passing = vi.spyOn(governor.admission, 'passing');
  const upgrade = (_request: unknown, socket: Duplex) => {
    const at = read.push(0) - 1;
    socket.on('data', (chunk: Buffer) => (read[at] = (read[at] ?? 0) + chunk.length));
    socket.on('error', () => {});
    socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
  };
  const fixture = await serve(
    { listener: (_request, response) => response.end('served'), upgrade },
    { memory, admission: governor.admission },
  );
  for (let n = 0; n < count; n++) {
    const client = (await fixture.connect()).send(handshake);
    await eventually(() => read.length > n);
    client.socket.write(MESSAGE);
  }
  const whole = () => read.filter((bytes) => bytes === MESSAGE.length).length;
  return { ...fixture, read, whole, passing };
}

test('while memory is short, upgraded connections are read one after the other', async () => {
  const { clock, url, read, whole, passing } = await sending(3);
  await eventually(() => read.every((bytes) => bytes >= 65_536));
  // Whatever were to come by them would come before the answers.
  for (let n = 0; n < 10; n++) expect(await (await fetch(url)).text()).toBe('served');
  for (const bytes of read) expect(bytes).toBeLessThan(2 * 65_536);
  await clock.advance(10);
  await eventually(() => whole() === 1);
  expect(read.filter((bytes) => bytes < 2 * 65_536)).toHaveLength(2);
  await clock.advance(10);
  await eventually(() => whole() === 2);
  memory.level = 'calm';
  await clock.advance(10);
  await eventually(() => whole() === 3);
  expect(passing.mock.calls.reduce((sum, [bytes]) => sum + bytes, 0)).toBeGreaterThanOrEqual(
    3 * MESSAGE.length,
  );
});

test('beyond the soft limit nobody is read, but for one each second that none was', async () => {
  memory.budget.usedBytes = 116 * MIB;
  const { clock, read, whole } = await sending(2);
  await eventually(() => read.every((bytes) => bytes >= 65_536));
  await clock.advance(980);
  expect(whole()).toBe(0);
  await clock.advance(20);
  await eventually(() => whole() === 1);
});

test('who sends little again and again waits for no turn, however long memory is short', async () => {
  memory.budget.usedBytes = 116 * MIB;
  let read = 0;
  const upgrade = (_request: unknown, socket: Duplex) => {
    socket.on('data', (chunk: Buffer) => (read += chunk.length)).on('error', () => {});
    socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
  };
  const { clock, connect } = await serve(
    { listener: (_request, response) => response.end(), upgrade },
    { memory, admission: new GovernedProcess().governor.admission },
  );
  const clients = await Promise.all(
    Array.from({ length: 20 }, async () => (await connect()).send(handshake)),
  );
  for (const client of clients) await client.until(/101/);
  for (let round = 1; round <= 5; round++) {
    for (const { socket } of clients) socket.write(Buffer.alloc(30_000));
    await eventually(() => read === clients.length * round * 30_000);
    await clock.advance(10_000);
  }
});

test('who sends little waits for no turn', async () => {
  const sockets = new WebSocketServer({ noServer: true });
  const { url } = await serve(
    {
      listener: (_request, response) => response.end(),
      upgrade: (request, socket, rest) =>
        sockets.handleUpgrade(request, socket, rest, (peer) =>
          peer.on('message', (data: Buffer) => peer.send(data)),
        ),
    },
    { memory },
  );
  const socket = new WebSocket(url.replace('http', 'ws'));
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  for (const text of ['first', 'second']) {
    socket.send(text);
    const [data] = (await once(socket, 'message')) as [Buffer];
    expect(data.toString()).toBe(text);
  }
});
