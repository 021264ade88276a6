import { metrics, type BatchObservableCallback } from '@opentelemetry/api';
import type { Pool } from 'pg';
import { instrument } from '../../telemetry/index.ts';
import { version } from '../../version.generated.ts';

/**
 * Tells of a pool's connections: used and idle, the most there may be, and who waits for one. The names
 * are those of OpenTelemetry's semantic conventions for database client metrics.
 */
export function measurePool(name: string, pool: Pool): void {
  const meter = metrics.getMeter('@seaworthy/runtime/postgres', version);
  const count = meter.createObservableUpDownCounter(...instrument('db_client_connection_count'));
  const limit = meter.createObservableUpDownCounter(...instrument('db_client_connection_limit'));
  const waiting = meter.createObservableUpDownCounter(...instrument('db_client_connection_pending_requests'));
  const attributes = { 'db.client.connection.pool.name': name };
  const observe: BatchObservableCallback = (result) => {
    const { totalCount, idleCount, waitingCount } = pool;
    const state = (state: string) => ({ ...attributes, 'db.client.connection.state': state });
    result.observe(count, idleCount, state('idle'));
    result.observe(count, totalCount - idleCount, state('used'));
    result.observe(limit, pool.options.max, attributes);
    result.observe(waiting, waitingCount, attributes);
  };
  meter.addBatchObservableCallback(observe, [count, limit, waiting]);
}
