/** The tier in Redis or Valkey. */
export { openRedisTier, type OpenRedisTier, type RedisTierOptions } from './open-redis-tier.ts';
