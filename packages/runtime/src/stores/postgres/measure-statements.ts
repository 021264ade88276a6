import type { Attributes } from '@opentelemetry/api';
import type { Client, Pool } from 'pg';
import type { Clock } from '../../clock.ts';
import { sqlOperation, watchStatements } from '../../telemetry/index.ts';
import { measureOperations } from '../operation-durations.ts';

/** Measures each statement of a pool, by its first word. Call it before the pool's first connection. */
export function measureStatements(pool: Pool, clock: Clock): void {
  let server: Attributes = {};
  const measure = measureOperations(clock, (operation) => ({
    'db.system.name': 'postgresql',
    'db.operation.name': operation,
    ...server,
  }));
  pool.on('connect', (client: Client) => {
    const { host, port, database } = client;
    server = { 'server.address': host, 'server.port': port, 'db.namespace': database };
    watchStatements(client, (text) => measure(sqlOperation(text)));
  });
}
