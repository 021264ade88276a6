import type { Queryable } from '../../sql.ts';
import type { KeyedRecord, SessionRecord, SessionStore } from '../store.ts';
import { prepared } from './prepared.ts';
import * as sql from './statements.ts';

/** Rows that one statement of {@link SessionStore.deleteExpired} deletes, so that none holds locks for long. */
const BATCH = 1000;

/** How the store speaks to the server. */
export interface PostgresSessionOptions {
  /**
   * Has the server prepare each statement once a connection, by names that begin with `seaworthy_`. A pooler that loses
   * prepared statements is noticed, and then there are none. False for PGlite, which does not know them. Default true.
   */
  readonly preparedStatements?: boolean;
}

/**
 * Keeps sessions in PostgreSQL, in the table of {@link sessionsSchema}.
 *
 * @param pool of `pg`; or PGlite, without `preparedStatements`
 */
export function postgresSessionStore(
  pool: Queryable,
  { preparedStatements = true }: PostgresSessionOptions = {},
): SessionStore {
  const database = preparedStatements ? prepared(pool) : pool;
  /** Whether the statement found a row. */
  const found = async (text: string, values: unknown[]): Promise<boolean> =>
    (await database.query(text, values)).rows.length > 0;
  return {
    async read(key) {
      const { rows } = await database.query<Row>(sql.read, [key]);
      return rows[0] && recordOf(rows[0]);
    },
    async create(key, record) {
      await database.query(sql.create, valuesOf({ key, record }));
    },
    write: (key, record) => found(sql.write, valuesOf({ key, record })),
    replace: (from, to) => found(sql.replace, [...valuesOf(from), ...valuesOf(to)]),
    async delete(key) {
      await database.query(sql.remove, [key]);
    },
    async list(userId) {
      const { rows } = await database.query<EntryRow>(sql.list, [userId]);
      return rows.map((row) => ({
        key: row.key,
        createdAt: Number(row.created_at),
        expiresAt: Number(row.expires_at),
      }));
    },
    async deleteOfUser(userId, except) {
      await database.query(sql.removeOfUser, [userId, except ?? null]);
    },
    async deleteExpired(now, signal) {
      for (let total = 0; ;) {
        const { rows } = await database.query(sql.removeExpired, [now, BATCH]);
        total += rows.length;
        if (rows.length < BATCH || signal?.aborted === true) return total;
      }
    },
  };
}

/** Numbers as the driver reads them, which a service may have changed. */
interface EntryRow {
  readonly key: string;
  readonly created_at: unknown;
  readonly expires_at: unknown;
}

interface Row extends EntryRow {
  readonly version: unknown;
  readonly user_id: string | null;
  readonly data: string;
  readonly superseded: boolean;
  readonly predecessor: string | null;
}

function recordOf(row: Row): SessionRecord {
  return {
    version: Number(row.version),
    userId: row.user_id ?? undefined,
    data: row.data,
    createdAt: Number(row.created_at),
    expiresAt: Number(row.expires_at),
    superseded: row.superseded,
    predecessor: row.predecessor ?? undefined,
  };
}

function valuesOf({ key, record }: KeyedRecord): unknown[] {
  const { version, userId, data, createdAt, expiresAt, superseded, predecessor } = record;
  return [key, version, userId ?? null, data, createdAt, expiresAt, superseded, predecessor ?? null];
}
