import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { WELCOME } from './postgres-welcome.ts';

/** The messages of either side of PostgreSQL's protocol, once they are whole: a letter, a length, and what it is the length of. */
async function* messagesOf(socket: Socket): AsyncGenerator<Buffer> {
  let held = Buffer.alloc(0);
  for await (const piece of socket as AsyncIterable<Buffer>) {
    held = Buffer.concat([held, piece]);
    while (held.length >= 5 && held.length > held.readInt32BE(1)) {
      const end = 1 + held.readInt32BE(1);
      yield held.subarray(0, end);
      held = held.subarray(end);
    }
  }
}

/** A startup message (protocol 3.0). */
function startup(database: string): Buffer {
  const text = Buffer.from(`\0\x03\0\0user\0postgres\0database\0${database}\0\0`, 'latin1');
  return Buffer.concat([Buffer.from([0, 0, 0, text.length + 4]), text]);
}

const isReadyForQuery = (message: Buffer) => message[0] === 0x5a;
const isIdle = (message: Buffer) => message[5] === 0x49;
/** Query and Sync are answered up to a ReadyForQuery. */
const isAsked = (message: Buffer) => message[0] === 0x51 || message[0] === 0x53;
const isTerminate = (message: Buffer) => message[0] === 0x58;

/**
 * A pooler before a server, as PgBouncer is one: with `connections` to it of which each transaction has the next, or one for each
 * client; its address.
 */
export async function pooler(url: string, mode: 'transaction' | 'session', connections = 1): Promise<string> {
  const { hostname, port, pathname } = new URL(url);
  const sockets: Socket[] = [];
  const open = async () => {
    const server = connect(Number(port), hostname);
    sockets.push(server.setNoDelay().on('error', () => {}));
    server.write(startup(pathname.slice(1)));
    const messages = messagesOf(server);
    for (let next = await messages.next(); next.done !== true; next = await messages.next())
      if (isReadyForQuery(next.value)) break;
    return { server, messages, turn: Promise.resolve() };
  };
  const shared = await Promise.all(Array.from({ length: mode === 'transaction' ? connections : 0 }, open));
  let transactions = 0;
  const serve = async (client: Socket) => {
    sockets.push(client.setNoDelay().on('error', () => {}));
    await once(client, 'data');
    let upstream = shared[0] ?? (await open());
    client.write(WELCOME);
    let letGo: (() => void) | undefined;
    for await (const message of messagesOf(client)) {
      if (isTerminate(message)) break;
      if (letGo === undefined) {
        upstream = shared[transactions++ % shared.length] ?? upstream;
        const { promise, resolve } = Promise.withResolvers<void>();
        const before = upstream.turn;
        upstream.turn = promise;
        await before;
        letGo = resolve;
      }
      upstream.server.write(message);
      if (!isAsked(message)) continue;
      for (
        let next = await upstream.messages.next();
        next.done !== true;
        next = await upstream.messages.next()
      ) {
        client.write(next.value);
        if (!isReadyForQuery(next.value)) continue;
        if (isIdle(next.value)) {
          letGo();
          letGo = undefined;
        }
        break;
      }
    }
  };
  const listener = createServer((client) => {
    // Either side may leave in the middle.
    serve(client).catch(() => {});
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  onTestFinished(() => {
    listener.close();
    for (const socket of sockets) socket.destroy();
  });
  const way = new URL(url);
  way.port = String((listener.address() as AddressInfo).port);
  return way.href;
}
