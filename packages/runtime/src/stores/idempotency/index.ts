/** Idempotency keys: a POST that is repeated after a lost answer does what it asks for once. */
export {
  createIdempotency,
  type Idempotency,
  type IdempotencyOptions,
  type RequestIdentity,
} from './idempotency.ts';
export { idempotencySchema } from './schema.ts';
