import { once } from 'node:events';
import { connect } from 'node:net';
import { askPostgres } from '../stores/index.ts';
import { hostOf } from './host.ts';
import { askRedis } from './redis.ts';
import type { Protocol, Target } from './target.ts';

/** Asks a server once, until `signal` aborts. */
type Ask = (target: Target, signal: AbortSignal) => Promise<void>;

const asks: Record<Protocol, Ask> = {
  tcp: askTcp,
  http: askHttp,
  https: askHttp,
  postgres: ({ url }, signal) => askPostgres(url.href, signal),
  postgresql: ({ url }, signal) => askPostgres(url.href, signal),
  redis: askRedis,
  rediss: askRedis,
};

/** Resolves when the server is there to be used. @throws why it is not */
export function ask(target: Target, signal: AbortSignal): Promise<void> {
  return asks[target.protocol](target, signal);
}

/** It accepts a connection. */
async function askTcp({ url }: Target, signal: AbortSignal): Promise<void> {
  const socket = connect({ host: hostOf(url), port: Number(url.port) });
  try {
    await once(socket, 'connect', { signal });
  } finally {
    socket.destroy();
  }
}

/** It answers with a status of success, redirects followed. Credentials are sent by the Basic scheme. */
async function askHttp({ url }: Target, signal: AbortSignal): Promise<void> {
  const { username, password } = url;
  // fetch takes no address with credentials, and would tell it in its error.
  const address = Object.assign(new URL(url), { username: '', password: '' });
  const secret = Buffer.from([username, password].map(decodeURIComponent).join(':')).toString('base64');
  const headers: Record<string, string> = username === '' ? {} : { authorization: `Basic ${secret}` };
  const response = await fetch(address, { signal, headers });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`it answers ${response.status}`);
}
