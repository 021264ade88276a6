import { systemClock, type Clock } from '../../../clock.ts';
import { runScript, type RedisCommands } from '../../redis-script.ts';
import type { KeyedRecord, SessionEntry, SessionRecord, SessionStore } from '../store.ts';
import { recordOf, textOf } from './record-text.ts';
import * as scripts from './scripts.ts';

/** Where sessions are kept. */
export interface RedisSessionStoreOptions {
  /**
   * What the keys begin with. Services that share a server need each their own: by the id of a user, the sessions of one would be listed and ended by the
   * other as well. In a cluster, braces around it (`{session}`) keep all of it in one slot, as the scripts
   * need. Default `session`.
   */
  readonly prefix?: string;
  /** The clock of the sessions. Default: the machine's own. */
  readonly clock?: Clock;
}

/**
 * Keeps sessions in Redis or Valkey, 5 or later, which drops expired ones by itself. Scripts make each step atomic. The
 * server must not evict them (`maxmemory-policy noeviction`), and forgets what it has not written to its append-only file
 * when it crashes.
 */
export function redisSessionStore(
  client: RedisCommands,
  { prefix = 'session', clock = systemClock }: RedisSessionStoreOptions = {},
): SessionStore {
  const session = (key: string) => `${prefix}:${key}`;
  const index = (userId: string) => `${prefix}:user:${userId}`;
  const indexOf = ({ userId }: SessionRecord) => (userId === undefined ? [] : [index(userId)]);
  const lifetime = ({ record }: KeyedRecord) => Math.max(1, Math.ceil(record.expiresAt - clock.wallTime()));
  const write = async (keyed: KeyedRecord): Promise<boolean> => {
    const { key, record } = keyed;
    const keys = [session(key), ...indexOf(record)];
    const values = [textOf(record), lifetime(keyed), key, record.expiresAt, clock.wallTime()];
    return (await runScript(client, scripts.write, keys, [record.version - 1, ...values])) === 1;
  };
  return {
    async read(key) {
      const text = await client.call('GET', session(key));
      return typeof text === 'string' ? recordOf(text) : undefined;
    },
    async create(key, record) {
      await write({ key, record });
    },
    write: (key, record) => write({ key, record }),
    async replace(from, to) {
      const keys = [session(from.key), session(to.key), ...indexOf(to.record)];
      const old = [from.record.version - 1, textOf(from.record), lifetime(from)];
      const fresh = [textOf(to.record), lifetime(to), to.key, to.record.expiresAt];
      return (await runScript(client, scripts.replace, keys, [...old, ...fresh, clock.wallTime()])) === 1;
    },
    async delete(key) {
      await client.call('DEL', session(key));
    },
    async list(userId) {
      const members = (await client.call('ZRANGE', index(userId), 0, -1)) as string[];
      if (members.length === 0) return [];
      const texts = (await client.call('MGET', ...members.map(session))) as (string | null)[];
      return members.flatMap((key, place) => entryOf(key, texts[place], userId));
    },
    async deleteOfUser(userId, except = '') {
      await runScript(client, scripts.deleteOfUser, [index(userId), session('')], [except]);
    },
    deleteExpired: async () => 0,
  };
}

/** None for a session that has ended, or is no longer that user's. */
function entryOf(key: string, text: string | null | undefined, userId: string): SessionEntry[] {
  if (typeof text !== 'string') return [];
  const { createdAt, expiresAt, ...record } = recordOf(text);
  return record.userId === userId && !record.superseded ? [{ key, createdAt, expiresAt }] : [];
}
