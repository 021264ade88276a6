import type { Span } from '@opentelemetry/api';
import { endDatabaseSpan, startDatabaseSpan } from './database-span.ts';
import { subscribed } from './subscribed.ts';

/** What node-redis (6) and ioredis (5.11, 6) publish of a command. */
interface CommandMessage {
  readonly command: string;
  readonly database?: number;
  readonly serverAddress?: string;
  readonly serverPort?: number | undefined;
  readonly error?: unknown;
}

/** What is used of a client of ioredis or iovalkey. */
export interface RedisClient {
  readonly options?: {
    readonly host?: string | undefined;
    readonly port?: number | undefined;
    readonly db?: number | undefined;
  };
  sendCommand(command: never, ...args: never[]): unknown;
}

/** Set while a wrapped client sends, so that one that also publishes makes one span, not two. */
let wrapped = false;

/** Traces node-redis and ioredis by the tracing channels that they publish to from versions 6 and 5.11 on. */
export function traceRedisChannels(): Disposable {
  const spans = new WeakMap<CommandMessage, Span>();
  const end = (message: CommandMessage) => {
    const span = spans.get(message);
    if (span !== undefined) endDatabaseSpan(span, message.error);
  };
  const subscriptions = ['ioredis:command', 'node-redis:command'].map((channel) =>
    subscribed<CommandMessage>({
      [`tracing:${channel}:start`]: (message) => {
        if (wrapped) return;
        const { command, database, serverAddress, serverPort } = message;
        const span = startRedisSpan(command, database, serverAddress, serverPort);
        if (span !== undefined) spans.set(message, span);
      },
      [`tracing:${channel}:error`]: end,
      [`tracing:${channel}:asyncEnd`]: end,
    }),
  );
  return {
    [Symbol.dispose]: () => {
      for (const subscription of subscriptions) subscription[Symbol.dispose]();
    },
  };
}

/**
 * Traces the commands of one client of iovalkey, or of an ioredis before 5.11, which publish nothing.
 *
 * @returns the client
 */
export function traceRedis<C extends RedisClient>(client: C): C {
  const original = client.sendCommand.bind(client) as (...args: unknown[]) => unknown;
  const sendCommand = (command: { readonly name: string }, ...args: unknown[]) => {
    const { db, host, port } = client.options ?? {};
    const span = startRedisSpan(command.name, db, host, port);
    if (span === undefined) return original(command, ...args);
    wrapped = true;
    try {
      const result = original(command, ...args);
      if (result instanceof Promise)
        result.then(
          () => endDatabaseSpan(span),
          (error: unknown) => endDatabaseSpan(span, error),
        );
      else endDatabaseSpan(span);
      return result;
    } finally {
      wrapped = false;
    }
  };
  return Object.assign(client, { sendCommand });
}

/** Only the command's name is told: keys and values may be anybody's data. */
function startRedisSpan(
  command: string,
  database: number | undefined,
  address: string | undefined,
  port: number | undefined,
): Span | undefined {
  return startDatabaseSpan('redis', () => {
    const name = command.toUpperCase();
    const attributes = {
      'db.operation.name': name,
      'db.namespace': database === undefined ? undefined : String(database),
      'server.address': address,
      'server.port': port,
    };
    return { name, attributes };
  });
}
