import { once } from 'node:events';
import { connect } from 'node:net';
import { askPostgres } from '../stores/index.ts';
import { askRedis } from './redis.ts';
import type { ConnectTarget, Place } from './connect-target.ts';
import type { Protocol, Target, UrlTarget } from './target.ts';

/** Asks a server once, until `signal` aborts. */
type Ask = (target: UrlTarget, signal: AbortSignal) => Promise<void>;

const asks: Record<Protocol, Ask> = {
  http: askHttp,
  https: askHttp,
  postgres: ({ url }, signal) => askPostgres(url.href, signal),
  postgresql: ({ url }, signal) => askPostgres(url.href, signal),
  redis: askRedis,
  rediss: askRedis,
};

/** Resolves when the server is there to be used. @throws why it is not */
export function ask(target: Target, signal: AbortSignal): Promise<void> {
  return target.protocol === 'tcp' ? askPlaces(target, signal) : asks[target.protocol](target, signal);
}

/** One of its places accepts a connection. The others are for its clients to find. */
async function askPlaces({ places }: ConnectTarget, signal: AbortSignal): Promise<void> {
  const enough = new AbortController();
  const any = AbortSignal.any([signal, enough.signal]);
  try {
    await Promise.any(places.map((place) => askPlace(place, any)));
  } catch (error) {
    // The first speaks for all.
    throw error instanceof AggregateError ? error.errors[0] : error;
  } finally {
    enough.abort();
  }
}

async function askPlace(place: Place, signal: AbortSignal): Promise<void> {
  const socket = connect(place);
  try {
    await once(socket, 'connect', { signal });
  } finally {
    socket.destroy();
  }
}

/** It answers with a status of success, redirects followed. Credentials are sent by the Basic scheme. */
async function askHttp({ url }: UrlTarget, signal: AbortSignal): Promise<void> {
  const { username, password } = url;
  // fetch takes no address with credentials, and would tell it in its error.
  const address = Object.assign(new URL(url), { username: '', password: '' });
  const secret = Buffer.from([username, password].map(decodeURIComponent).join(':')).toString('base64');
  const headers: Record<string, string> = username === '' ? {} : { authorization: `Basic ${secret}` };
  const response = await fetch(address, { signal, headers });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`it answers ${response.status}`);
}
