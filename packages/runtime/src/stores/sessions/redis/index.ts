/** Sessions in Redis or Valkey. */
export { redisSessionStore, type RedisCommands, type RedisSessionStoreOptions } from './redis-store.ts';
