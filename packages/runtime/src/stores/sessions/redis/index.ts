/** Sessions in Redis or Valkey. */
export { redisSessionStore, type RedisSessionStoreOptions } from './redis-store.ts';
