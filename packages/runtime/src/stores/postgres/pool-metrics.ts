import { metrics, type BatchObservableCallback } from '@opentelemetry/api';
import type { Pool } from 'pg';

/**
 * Tells of a pool's connections: used and idle, the most there may be, and who waits for one. The names
 * are those of OpenTelemetry's semantic conventions for database client metrics.
 */
export function measurePool(name: string, pool: Pool): void {
  const meter = metrics.getMeter('@seaworthy/runtime/postgres');
  const count = meter.createObservableUpDownCounter('db.client.connection.count', {
    description: 'Connections of the pool by state.',
    unit: '{connection}',
  });
  const max = meter.createObservableUpDownCounter('db.client.connection.max', {
    description: 'The most connections that the pool may hold.',
    unit: '{connection}',
  });
  const waiting = meter.createObservableUpDownCounter('db.client.connection.pending_requests', {
    description: 'Callers that wait for a connection of the pool.',
    unit: '{request}',
  });
  const attributes = { 'db.client.connection.pool.name': name };
  const observe: BatchObservableCallback = (result) => {
    const { totalCount, idleCount, waitingCount } = pool;
    const state = (state: string) => ({ ...attributes, 'db.client.connection.state': state });
    result.observe(count, idleCount, state('idle'));
    result.observe(count, totalCount - idleCount, state('used'));
    result.observe(max, pool.options.max, attributes);
    result.observe(waiting, waitingCount, attributes);
  };
  meter.addBatchObservableCallback(observe, [count, max, waiting]);
}
