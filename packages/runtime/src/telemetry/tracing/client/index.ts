/** Spans of what the service asks of others. */
export { databaseErrorType } from './database-error.ts';
export { traceNodeHttp } from './node-http.ts';
export { traceClient, tracePool, watchStatements, type PgClient, type PgPool } from './pg.ts';
export { traceRedis, traceRedisChannels, type RedisClient } from './redis.ts';
export { traceUndici } from './undici.ts';
export { sqlOperation } from './sql.ts';
