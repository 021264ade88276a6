/**
 * Sessions that outlive their pod: a signed cookie, and what belongs to it in PostgreSQL, Redis or Valkey. Imported as
 * `@seaworthy/runtime/sessions`.
 */
export { loadNodeSession, withSession } from './adapters/index.ts';
export type { CookieOptions, SigningKeys } from './cookie/index.ts';
export { isCrossOrigin } from './cross-origin.ts';
export { memorySessionStore } from './memory-store.ts';
export type { SessionsOptions } from './options.ts';
export { postgresSessionStore, sessionsSchema, type PostgresSessionOptions } from './postgres/index.ts';
export type { DeepReadonly } from './readonly.ts';
export type { RedisCommands } from '../redis-script.ts';
export { redisSessionStore, type RedisSessionStoreOptions } from './redis/index.ts';
export type { Session } from './session.ts';
export { createSessions, type Sessions } from './sessions.ts';
export type { KeyedRecord, SessionEntry, SessionRecord, SessionStore } from './store.ts';
