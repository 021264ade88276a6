import { connect as connectHttp2, constants } from 'node:http2';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemoryAdmission } from '../../../src/resources/memory/admission/index.ts';
import { VirtualClock } from '../../../src/testing/index.ts';
import { eventually, gate, serve } from '../fixture.ts';

const KIB = 2 ** 10;
const MIB = 2 ** 20;
/** So little that most visitors wait, and some are refused. */
const ROOM = 8 * MIB;

/** One request, and how its client behaves. */
const visitor = fc.record({
  protocol: fc.constantFrom('http/1.1' as const, 'h2' as const),
  /** What the handler does. */
  path: fc.constantFrom('/buffer', '/stream', '/ignore', '/throw', '/reject', '/destroy'),
  bodyKib: fc.integer({ min: 0, max: 2_048 }),
  declared: fc.boolean(),
  /** Sends the whole of its body and reads the answer, or so much of it and leaves in one way or another. */
  leaves: fc.constantFrom('never' as const, 'in its body' as const, 'after its body' as const),
  how: fc.constantFrom('end' as const, 'destroy' as const, 'reset' as const),
});
type Visitor = typeof visitor extends fc.Arbitrary<infer Value> ? Value : never;

function handlerUntil(opened: Promise<void>) {
  return async (incoming: IncomingMessage, response: ServerResponse) => {
    if (incoming.url === '/throw') throw new Error('thrown');
    if (incoming.url === '/ignore') return void response.end('ignored');
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    await opened;
    if (incoming.url === '/reject') throw new Error('rejected');
    if (incoming.url === '/destroy') return void response.destroy();
    if (incoming.url === '/stream')
      for (let part = 0; part < 8; part++) response.write(Buffer.alloc(64 * KIB));
    response.end(Buffer.concat(chunks));
  };
}

/** Resolves when nothing of the connection is left. */
function visitHttp1(port: number, { path, bodyKib, declared, leaves, how }: Visitor): Promise<void> {
  const socket = connectTcp({ port, host: '127.0.0.1' });
  const body = Buffer.alloc(bodyKib * KIB, 'x');
  const sent = leaves === 'in its body' ? body.subarray(0, body.length / 2) : body;
  const length = declared ? `Content-Length: ${body.length}` : 'Transfer-Encoding: chunked';
  socket.write(`POST ${path} HTTP/1.1\r\nHost: t\r\nConnection: close\r\n${length}\r\n\r\n`);
  if (declared) socket.write(sent);
  else if (sent.length > 0) {
    socket.write(`${body.length.toString(16)}\r\n`);
    socket.write(sent);
  }
  if (!declared && leaves !== 'in its body') socket.write(`${sent.length > 0 ? '\r\n' : ''}0\r\n\r\n`);
  const leave = () => {
    if (how === 'end') socket.end();
    else if (how === 'destroy') socket.destroy();
    else socket.resetAndDestroy();
  };
  if (leaves !== 'never') socket.once('connect', () => void turn().then(leave));
  return new Promise((resolve) => {
    socket.on('error', () => {}).once('close', () => resolve());
    socket.resume();
  });
}

function visitHttp2(port: number, { path, bodyKib, declared, leaves, how }: Visitor): Promise<void> {
  const session = connectHttp2(`http://127.0.0.1:${port}`).on('error', () => {});
  const body = Buffer.alloc(bodyKib * KIB, 'x');
  const stream = session.request({
    ':path': path,
    ':method': 'POST',
    ...(declared && { 'content-length': body.length }),
  });
  stream.on('error', () => {}).resume();
  const leave = () => {
    if (how === 'end') stream.close(constants.NGHTTP2_CANCEL);
    else if (how === 'destroy') stream.destroy();
    else session.destroy();
  };
  if (leaves === 'in its body') stream.write(body.subarray(0, body.length / 2));
  else stream.end(body);
  if (leaves !== 'never') session.once('connect', () => void turn().then(leave));
  return new Promise((resolve) => {
    session.once('close', () => resolve());
    stream.once('close', () => session.destroy());
  });
}

test('whatever real clients and handlers do, the account is empty when all have gone', async () => {
  let waited = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(visitor, { minLength: 1, maxLength: 12 }), async (visitors) => {
      const clock = new VirtualClock();
      const look = () =>
        admission.setBounds({ roomBytes: ROOM, headroomBytes: ROOM - admission.ledger.heldBytes });
      const admission: MemoryAdmission = new MemoryAdmission({ clock, roomBytes: ROOM, look });
      const { ledger } = admission;
      const { opened, open } = gate();
      const { server } = await serve(
        { listener: handlerUntil(opened) },
        { clock, admission, limits: { maxBodyBytes: 4 * MIB } },
      );
      const gone = visitors.map((each) =>
        each.protocol === 'h2' ? visitHttp2(server.port, each) : visitHttp1(server.port, each),
      );
      for (let turns = 0; turns < 20; turns++) await turn();
      waited += ledger.waiting.size;
      open();
      // Who waits is refused in the end; who left half of a body that nobody declared is waited for by nobody.
      let left = gone.length;
      for (const each of gone) void each.then(() => left--);
      await eventually(() => {
        void clock.advance(500);
        look();
        return left === 0;
      });
      await eventually(() => {
        void clock.advance(500);
        return server.counts().connections === 0;
      });
      expect([ledger.held.length, ledger.waiting.size, ledger.growing.size]).toEqual([0, 0, 0]);
      expect([ledger.heldBytes, ledger.waitingBytes]).toEqual([0, 0]);
      await server[Symbol.asyncDispose]();
    }),
    { numRuns: 40 },
  );
  // Else it would have shown less than it says.
  expect(waited).toBeGreaterThan(0);
}, 60_000);
