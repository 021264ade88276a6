/** The tier in Redis or Valkey. */
export { openRedisTier } from './open-redis-tier.ts';
