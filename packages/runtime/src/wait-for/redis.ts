import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { connect as connectTls } from 'node:tls';
import { hostOf } from './host.ts';
import type { UrlTarget } from './target.ts';

const DEFAULT_PORT = 6379;

/**
 * Redis or Valkey lets us in and answers a PING: while it loads its data it accepts connections and refuses commands. Two
 * commands of its protocol (RESP) need no client.
 */
export async function askRedis({ protocol, url }: UrlTarget, signal: AbortSignal): Promise<void> {
  const place = { host: hostOf(url), port: Number(url.port || DEFAULT_PORT) };
  const socket = protocol === 'rediss' ? connectTls({ ...place, servername: place.host }) : connect(place);
  try {
    await once(socket, protocol === 'rediss' ? 'secureConnect' : 'connect', { signal });
    const commands = [...authentication(url), ['PING']];
    socket.write(commands.map(encode).join(''));
    const replies = createInterface({ input: socket, signal });
    let left = commands.length;
    for await (const reply of replies) {
      if (reply.startsWith('-')) throw new Error(`it answers ${reply.slice(1)}`);
      if (reply !== '+OK' && reply !== '+PONG') throw new Error('it does not answer as Redis does');
      if (--left === 0) return;
    }
    throw new Error('it closed the connection');
  } finally {
    socket.destroy();
  }
}

function authentication({ username, password }: URL): string[][] {
  if (password === '') return [];
  const secret = decodeURIComponent(password);
  return [username === '' ? ['AUTH', secret] : ['AUTH', decodeURIComponent(username), secret]];
}

function encode(command: readonly string[]): string {
  const parts = command.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`);
  return `*${command.length}\r\n${parts.join('')}`;
}
