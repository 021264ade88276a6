import type { Command } from 'ioredis';
import { HttpError } from '../../errors.ts';
import type { Connection } from './open-client.ts';

/** What the client itself sends before it is ready. */
const HANDSHAKE = new Set(['hello', 'auth', 'select', 'client', 'readonly', 'info']);

/**
 * Lets a command fail at once that would wait: for a connection, or behind too many others. Where nobody catches that, the request
 * is answered 503.
 */
export function guardCommands(
  connection: Connection,
  { name, maxPending }: { readonly name: string; readonly maxPending: number },
): void {
  const { client } = connection;
  const send = client.sendCommand.bind(client);
  client.sendCommand = (command, stream) => {
    const refusal = refusalOf(connection, command, maxPending);
    if (refusal === undefined) return send(command, stream);
    const { lastError: cause } = connection;
    const detail = { what: refusal, where: name, cause };
    command.reject(new HttpError('SW_STORE_UNAVAILABLE', detail, { status: 503, retryAfterSeconds: 1 }));
    return command.promise;
  };
}

function refusalOf({ client }: Connection, command: Command, maxPending: number): string | undefined {
  switch (client.status) {
    case 'ready':
      // A pipeline is written once its last command has been accepted: none of it may be refused alone.
      if (command.pipelineIndex !== undefined || client.commandQueue.length < maxPending) return undefined;
      return `${client.commandQueue.length} commands wait for the server’s answer`;
    case 'connect':
      return HANDSHAKE.has(command.name)
        ? undefined
        : 'The server has accepted the connection, not yet commands';
    default:
      return 'There is no connection to the server';
  }
}
