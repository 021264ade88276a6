import type { OtelIdentity } from '../family.ts';
import type { Definition } from './definition.ts';

/** A metric that is an instrument of OpenTelemetry's API, by which the stores tell what they do. */
export interface InstrumentDefinition extends Definition {
  readonly otel: OtelIdentity;
}

const conventions = 'Semantic conventions for database client metrics';
const scope = 'The part of the runtime that tells it.';
const cache = { 'seaworthy.cache.name': 'Name of the cache.', 'otel.scope.name': scope };
const pool = { 'db.client.connection.pool.name': 'Name of the pool.', 'otel.scope.name': scope };
const replicas = 'The table, counted every 5 s at most: every replica tells the same.';

/** What the stores do: database clients, cache, outbox, uploads. Each absent where the service does not use it. */
export const stores = {
  db_client_operation_duration_seconds: {
    type: 'histogram',
    help: 'Duration of database client operations.',
    unit: 'seconds',
    labels: {
      'db.system.name': '`postgresql` or `redis`.',
      'db.operation.name': 'The statement’s first word, or the command.',
      'db.namespace': 'Name of the database; PostgreSQL only.',
      'server.address': 'Host that was asked.',
      'server.port': 'Port that was asked.',
      'error.type':
        'What the database answered (the SQLSTATE, or the prefix of Redis, such as `WRONGTYPE`), else the error’s code or name; `_OTHER` of what comes after the first 50 of a client; absent when the operation went well.',
      'otel.scope.name': scope,
    },
    bounds: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10],
    otel: { name: 'db.client.operation.duration', unit: 's' },
    source: `${conventions}, with their buckets.`,
  },
  db_client_connection_count: {
    type: 'gauge',
    help: 'Connections of the pool by state.',
    labels: { 'db.client.connection.state': '`idle` or `used`.', ...pool },
    otel: { name: 'db.client.connection.count', unit: '{connection}', additive: true },
    source: `${conventions}; the pool of pg.`,
  },
  db_client_connection_limit: {
    type: 'gauge',
    help: 'The most connections that the pool may hold.',
    labels: pool,
    otel: { name: 'db.client.connection.limit', unit: '{connection}', additive: true },
    source: `${conventions}; the pool of pg.`,
  },
  db_client_connection_pending_requests: {
    type: 'gauge',
    help: 'Callers that wait for a connection of the pool.',
    labels: pool,
    otel: { name: 'db.client.connection.pending_requests', unit: '{request}', additive: true },
    source: `${conventions}; the pool of pg.`,
  },
  seaworthy_cache_requests_total: {
    type: 'counter',
    help: 'Values asked for: hits by tier, stale values given, misses, and callers that shared a load.',
    labels: {
      'seaworthy.cache.outcome': '`memory hit`, `redis hit`, `stale`, `miss` or `shared`.',
      ...cache,
    },
    otel: { name: 'seaworthy.cache.requests', unit: '' },
    source: 'The cache.',
  },
  seaworthy_cache_loads_total: {
    type: 'counter',
    help: 'Values asked of their source.',
    labels: { 'seaworthy.cache.outcome': '`loaded` or `failed`.', ...cache },
    otel: { name: 'seaworthy.cache.loads', unit: '' },
    source: 'The cache.',
  },
  seaworthy_cache_errors_total: {
    type: 'counter',
    help: 'Commands that the cache server failed.',
    labels: cache,
    otel: { name: 'seaworthy.cache.errors', unit: '' },
    source: 'The cache.',
  },
  seaworthy_cache_oversized_total: {
    type: 'counter',
    help: 'Values that were too large to be kept.',
    labels: cache,
    otel: { name: 'seaworthy.cache.oversized', unit: '' },
    source: 'The cache.',
  },
  seaworthy_cache_memory_bytes: {
    type: 'gauge',
    across: 'apart',
    help: 'Estimated size of what this process holds.',
    unit: 'bytes',
    labels: cache,
    otel: { name: 'seaworthy.cache.memory', unit: 'By' },
    source: 'The cache.',
  },
  seaworthy_cache_bypassed: {
    type: 'gauge',
    across: 'apart',
    help: '1 while the cache server is given up and values come from their source.',
    labels: cache,
    otel: { name: 'seaworthy.cache.bypassed', unit: '' },
    source: 'The cache.',
  },
  seaworthy_outbox_pending: {
    type: 'gauge',
    across: 'apart',
    help: 'Messages that wait to be delivered.',
    labels: { 'otel.scope.name': scope },
    otel: { name: 'seaworthy.outbox.pending', unit: '{message}' },
    source: replicas,
  },
  seaworthy_outbox_oldest_age_seconds: {
    type: 'gauge',
    across: 'apart',
    help: 'Age of the oldest message that waits; 0 where none does.',
    unit: 'seconds',
    labels: { 'otel.scope.name': scope },
    otel: { name: 'seaworthy.outbox.oldest.age', unit: 's' },
    source: replicas,
  },
  seaworthy_outbox_dead: {
    type: 'gauge',
    across: 'apart',
    help: 'Messages that were given up.',
    labels: { 'otel.scope.name': scope },
    otel: { name: 'seaworthy.outbox.dead', unit: '{message}' },
    source: replicas,
  },
  seaworthy_outbox_deliveries_total: {
    type: 'counter',
    help: 'Deliveries by their outcome.',
    labels: {
      topic: 'The message’s topic.',
      outcome: '`delivered`, `failed`, or `dead` for those that were the last.',
      'otel.scope.name': scope,
    },
    otel: { name: 'seaworthy.outbox.deliveries', unit: '{delivery}' },
    source: 'The outbox.',
  },
  seaworthy_uploads_total: {
    type: 'counter',
    help: 'Uploads that have ended, by outcome.',
    labels: {
      store: 'Name of the uploads.',
      outcome: '`published`, `refused` for what it is, or `failed`: broken off by its client or by an error.',
      'otel.scope.name': scope,
    },
    otel: { name: 'seaworthy.uploads', unit: '{upload}' },
    source: 'The uploads.',
  },
  seaworthy_upload_io_bytes_total: {
    type: 'counter',
    help: 'Bytes of uploads that were published.',
    unit: 'bytes',
    labels: { store: 'Name of the uploads.', 'otel.scope.name': scope },
    otel: { name: 'seaworthy.upload.io', unit: 'By' },
    source: 'The uploads.',
  },
  seaworthy_uploads_swept_total: {
    type: 'counter',
    help: 'Drafts and notes of unfinished uploads that were removed for their age.',
    labels: { store: 'Name of the uploads.', 'otel.scope.name': scope },
    otel: { name: 'seaworthy.uploads.swept', unit: '{object}' },
    source: 'The uploads.',
  },
} as const satisfies Record<string, InstrumentDefinition>;
