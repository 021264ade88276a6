import { Redis } from 'ioredis';
import { backoff } from '../../backoff.ts';
import { revealed } from '../../config/index.ts';
import type { ClientOptions, RedisOptions } from './redis.ts';

/** A client and what is known of its connection. */
export interface Connection {
  readonly client: Redis;
  /** Why the connection was lost or refused last. */
  lastError: unknown;
  /** Whether the client connects again by itself. */
  reconnects: boolean;
}

/** What a replica answers a write by; before Redis 7 a script's own error stands around it (`luaRedisGenericCommand`, `evalGenericCommand`). */
const IS_REPLICA = /^READONLY |^ERR Error running script .* -READONLY /s;

const FIRST_RECONNECT_MS = 50;
const MAX_RECONNECT_MS = 2_000;

/** Makes the client, not yet connected. */
export function openClient(redisOptions: RedisOptions): Connection {
  const { url, connectTimeoutMs = 2_000, client: options } = redisOptions;
  const settings: ClientOptions = {
    lazyConnect: true,
    // What waits for a connection is a queue without an end, and is sent even after its caller was told that it failed.
    enableOfflineQueue: false,
    // What was sent may have been done: only the caller knows whether it may be done twice.
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: connectTimeoutMs,
    // On closing ioredis waits so long for the other side, even where the connection is long gone.
    disconnectTimeout: 100,
    retryStrategy: (attempt) =>
      connection.reconnects ? backoff(attempt, FIRST_RECONNECT_MS, MAX_RECONNECT_MS) : null,
    reconnectOnError: ({ message }) => IS_REPLICA.test(message),
    ...options,
    // They are ours: time-out-commands.ts.
    commandTimeout: undefined,
    socketTimeout: undefined,
  };
  const connection: Connection = {
    lastError: undefined,
    reconnects: false,
    client: new Redis(addressOf(redisOptions), settings),
  };
  connection.client.on('error', (error) => {
    connection.lastError = error;
  });
  if (typeof url === 'function') renewCredentials(connection.client, redisOptions);
  return connection;
}

function addressOf({ url }: RedisOptions): string {
  return revealed(typeof url === 'function' ? url() : url);
}

/**
 * ioredis reads its options at each connection, reconnections too, which it makes by the same method, and in a timer: what is thrown
 * there would end the process, and a connection that is not tried is not tried again. So it is of the client's duplicates, such as those that
 * subscribe, unless they are given a password of their own.
 */
function renewCredentials(client: Redis, options: RedisOptions): void {
  const renew = () => {
    try {
      Object.assign(client.options, credentialsOf(options));
    } catch (error) {
      // Where nobody listens, as to a duplicate, it would be thrown.
      if (client.listenerCount('error') > 0) client.emit('error', error);
    }
  };
  const connect = client.connect.bind(client);
  client.connect = (callback) => {
    renew();
    return connect(callback);
  };
  const duplicate = client.duplicate.bind(client);
  client.duplicate = (override) => {
    if (override?.password !== undefined) return duplicate(override);
    // It may connect as it is made.
    renew();
    const copy = duplicate(override);
    renewCredentials(copy, options);
    return copy;
  };
}

/** Where the address has none those of `client` hold, as with one that is given once. */
function credentialsOf(options: RedisOptions): Pick<ClientOptions, 'username' | 'password'> {
  const { username, password } = new URL(addressOf(options));
  if (username === '' && password === '')
    return { username: options.client?.username, password: options.client?.password };
  return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
}
