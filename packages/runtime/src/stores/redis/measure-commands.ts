import type { Attributes } from '@opentelemetry/api';
import type { Redis } from 'ioredis';
import type { Clock } from '../../clock.ts';
import { measureOperations } from '../operation-durations.ts';

/** Measures each command. */
export function measureCommands(client: Redis, clock: Clock): void {
  const measure = measureOperations(clock, (command) => describe(client, command));
  const send = client.sendCommand.bind(client);
  client.sendCommand = (command, stream) => {
    const end = measure(command.name);
    command.promise.then(() => end(), end);
    return send(command, stream);
  };
}

function describe({ options: { host, port } }: Redis, command: string): Attributes {
  return {
    'db.system.name': 'redis',
    'db.operation.name': command.toUpperCase(),
    ...(host !== undefined && { 'server.address': host }),
    ...(port !== undefined && { 'server.port': port }),
  };
}
