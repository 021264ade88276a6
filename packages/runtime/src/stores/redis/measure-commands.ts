import { metrics, type Attributes } from '@opentelemetry/api';
import type { Redis } from 'ioredis';
import type { Clock } from '../../clock.ts';
import { errorType } from '../../telemetry/index.ts';

/** The buckets that the semantic conventions advise for calls to databases, in seconds. */
const bounds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

/** Measures each command as `db.client.operation.duration`, by OpenTelemetry’s semantic conventions for databases. */
export function measureCommands(client: Redis, clock: Clock): void {
  const durations = metrics
    .getMeter('@seaworthy/runtime/redis')
    .createHistogram('db.client.operation.duration', {
      description: 'Duration of database client operations.',
      unit: 's',
      advice: { explicitBucketBoundaries: bounds },
    });
  const known = new Map<string, Attributes>();
  const attributesOf = (command: string) => {
    const attributes = known.get(command) ?? describe(client, command);
    known.set(command, attributes);
    return attributes;
  };
  const send = client.sendCommand.bind(client);
  client.sendCommand = (command, stream) => {
    const begun = clock.now();
    const record = (attributes: Attributes) => durations.record((clock.now() - begun) / 1000, attributes);
    command.promise.then(
      () => record(attributesOf(command.name)),
      (error: unknown) => record({ ...attributesOf(command.name), 'error.type': errorType(error) }),
    );
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
