import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

const answers: Readonly<Record<string, string>> = {
  HELLO: '%1\r\n$6\r\nserver\r\n$5\r\nredis\r\n',
  INFO: '$21\r\nredis_version:8.0.0\r\n\r\n',
  GET: '$5\r\nvalue\r\n',
  LPUSH: '-WRONGTYPE of a key\r\n',
};

/** Speaks as much of the Redis protocol as real clients need to connect and send GET, SET and a failing LPUSH. */
export async function startStubRedis() {
  const server = createServer((socket) => {
    let pending = '';
    socket.on('error', () => socket.destroy());
    socket.on('data', (data) => {
      pending += data.toString();
      for (let command = take(); command !== undefined; command = take())
        socket.write(answers[command.toUpperCase()] ?? '+OK\r\n');
    });
    /** The name of the next whole command: `*2 $3 GET $3 key`, one part a line. */
    const take = (): string | undefined => {
      const lines = pending.split('\r\n');
      const length = 1 + 2 * Number(lines[0]?.slice(1));
      if (!(lines.length > length)) return undefined;
      pending = lines.slice(length).join('\r\n');
      return lines[2];
    };
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return { port, [Symbol.dispose]: () => server.close() };
}
