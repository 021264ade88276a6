import { assertEmbeddedAllowed } from '../embedded.ts';
import type { SessionRecord, SessionStore } from './store.ts';

/**
 * Keeps sessions in this process, for development and tests: they end with it, and no other replica knows them.
 *
 * @param allowed `app.embeddedAllowed`
 * @throws SeaworthyError SW_EMBEDDED_STORE where it is not allowed
 */
export function memorySessionStore(allowed: boolean): SessionStore {
  assertEmbeddedAllowed(allowed, {
    store: 'The in-memory store of sessions',
    setting: 'DATABASE_URL or REDIS_URL',
    server: 'a PostgreSQL, Redis or Valkey server',
  });
  const records = new Map<string, SessionRecord>();
  const write = (key: string, record: SessionRecord): boolean => {
    if (records.get(key)?.version !== record.version - 1) return false;
    records.set(key, record);
    return true;
  };
  const deleteWhere = (condition: (record: SessionRecord, key: string) => boolean): number => {
    const keys = [...records].filter(([key, record]) => condition(record, key)).map(([key]) => key);
    for (const key of keys) records.delete(key);
    return keys.length;
  };
  return {
    read: async (key) => records.get(key),
    async create(key, record) {
      records.set(key, record);
    },
    write: async (key, record) => write(key, record),
    async replace(from, to) {
      if (!write(from.key, from.record)) return false;
      records.set(to.key, to.record);
      return true;
    },
    async delete(key) {
      records.delete(key);
    },
    list: async (userId) =>
      [...records]
        .filter(([, record]) => record.userId === userId && !record.superseded)
        .map(([key, { createdAt, expiresAt }]) => ({ key, createdAt, expiresAt })),
    async deleteOfUser(userId, except) {
      deleteWhere((record, key) => record.userId === userId && key !== except);
    },
    deleteExpired: async (now) => deleteWhere(({ expiresAt }) => expiresAt <= now),
  };
}
