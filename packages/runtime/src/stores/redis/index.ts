/** A Redis or Valkey server as a component, by `ioredis`. */
export { redis, type RedisOptions } from './redis.ts';
