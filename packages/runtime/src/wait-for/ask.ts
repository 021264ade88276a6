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

/** It answers with a status of success, redirects followed. */
async function askHttp({ url }: Target, signal: AbortSignal): Promise<void> {
  const response = await fetch(url, { signal });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`it answers ${response.status}`);
}
