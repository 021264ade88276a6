import type { Redis, RedisOptions as IoredisOptions } from 'ioredis';
import type { Secret } from '../../config/index.ts';
import type { Component } from '../../lifecycle/index.ts';
import { checkRanges } from '../../ranges.ts';
import { closeClient } from './close-client.ts';
import { connectFirst } from './connect-first.ts';
import { guardCommands } from './guard-commands.ts';
import { measureCommands } from './measure-commands.ts';
import { openClient } from './open-client.ts';
import { timeOutCommands, type Patience } from './time-out-commands.ts';

/** Options of ioredis. Replies keep the shapes that the stores read. */
export type ClientOptions = Omit<IoredisOptions, 'replyMapping'>;

/** Where the server is, and what the service does without it. */
export interface RedisOptions {
  /**
   * `redis://user:password@host:6379/0`, or `rediss://` for TLS; or what tells it, whose user and password are asked for at each
   * connection, for those that are rotated while the process runs: `() => app.config.REDIS_URL` of a reloadable entry. While it
   * throws, which the client's event `error` tells, those that it told last are used.
   */
  readonly url: string | Secret | (() => string | Secret);
  /** Unique name, for logs, checks and errors. Default `redis`. */
  readonly name?: string;
  /**
   * True: the start waits for the server, and the service is unready while it is down. False: the service starts
   * without it, and is degraded while it is down. Default true.
   */
  readonly critical?: boolean;
  /**
   * Milliseconds until a command fails that has not been answered. Commands that block on purpose, such as `BRPOP`, need
   * a client of their own with one that is longer than they may block; its check, too, waits so long behind them. Default 1000.
   */
  readonly commandTimeoutMs?: number;
  /** Milliseconds until an attempt to connect fails. Default 2000. */
  readonly connectTimeoutMs?: number;
  /** Commands outside pipelines that may wait for an answer; any more fail at once. Default 10,000. */
  readonly maxPending?: number;
  /** Further options of ioredis, such as Sentinels or certificates. They override the runtime’s own. */
  readonly client?: ClientOptions;
}

/**
 * A client of a Redis or Valkey server: `const client = await app.use(redis({ url: app.config.REDIS_URL }))`. Built on
 * `ioredis` 6 or 5.11, an optional peer, which tracing knows.
 *
 * - **Down**: commands fail at once with HttpError SW_STORE_UNAVAILABLE, status 503. None waits for a connection, and none is sent twice.
 * - **Slow**: a command fails after `commandTimeoutMs`. A server that answers nothing at all for twice that is given up,
 *   with its connection and all that waits for it.
 * - **Reconnect**: by itself and for ever, after 50 ms at first and 2 s at most, with jitter.
 * - **Failover**: a server that has become a replica answers `READONLY`; that command fails, and the client connects
 *   anew, to whatever the name leads to by then.
 * - **Stop**: what has been sent is waited for until the deadline.
 *
 * @throws SeaworthyError SW_START_FAILED where a critical server refuses the credentials; SW_DEFINITION where a number is out of its range
 */
export function redis(options: RedisOptions): Component<Redis> {
  const {
    name = 'redis',
    critical = true,
    maxPending = 10_000,
    commandTimeoutMs,
    connectTimeoutMs,
  } = options;
  const ranges = { commandTimeoutMs: { from: 1 }, connectTimeoutMs: { from: 1 }, maxPending: { from: 1 } };
  const fix = 'Correct it where the client is made.';
  checkRanges({ commandTimeoutMs, connectTimeoutMs, maxPending }, ranges, `component ${name}`, fix);
  return {
    name,
    async start(context) {
      const connection = openClient(options);
      timeOutCommands(connection.client, context.clock, patienceOf(options));
      guardCommands(connection, { name, maxPending });
      measureCommands(connection.client, context.clock);
      await connectFirst(connection, { ...context, name, critical });
      return connection.client;
    },
    stop: closeClient,
    check: {
      run: (client) => client.ping(),
      critical,
      intervalMs: 1000,
      // It is answered after what was sent before it, and a command that blocks takes its time with nothing amiss.
      timeoutMs: Math.min(Math.max(CHECK_MS, patienceOf(options).commandMs), LONGEST_MS),
    },
  };
}

/** How long a check may take at least, in milliseconds. */
const CHECK_MS = 2000;

/** For a client whose commands may block for ever: a check has a time-out. */
const LONGEST_MS = 2 ** 31 - 1;

function patienceOf({ commandTimeoutMs = 1000, client = {} }: RedisOptions): Patience {
  const { commandTimeout: commandMs = commandTimeoutMs, socketTimeout: silenceMs = 2 * commandMs } = client;
  return { commandMs, silenceMs };
}
