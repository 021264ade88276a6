/** What a store keeps of one session. */
export interface SessionRecord {
  /** 1 at first, and one more with every write: who writes on top of a version that is no longer there is refused. */
  readonly version: number;
  /** Who is logged in; undefined for a visitor. */
  readonly userId: string | undefined;
  /** The session's data as JSON. A store never looks into it. */
  readonly data: string;
  /** When it began: milliseconds since the Unix epoch, by the clock of the service. */
  readonly createdAt: number;
  /** When it ends unless it is used before, by the same clock. */
  readonly expiresAt: number;
  /** True under an id that a new one has taken the place of. */
  readonly superseded: boolean;
  /** The key that the session was kept under before its id was replaced, so that its end ends that as well. */
  readonly predecessor: string | undefined;
}

/** A session as {@link SessionStore.list} tells of it. */
export interface SessionEntry {
  /** What `sessions.revoke` ends it by. */
  readonly key: string;
  /** As {@link SessionRecord.createdAt}. */
  readonly createdAt: number;
  /** As {@link SessionRecord.expiresAt}. */
  readonly expiresAt: number;
}

/**
 * Keeps sessions. A key is the hash of a session's id, so that whoever reads the store can't use what they find.
 *
 * Each method is one atomic step, and rejects when the server can't be asked. Whether a session has expired is not the
 * store's business: it may drop one whose `expiresAt` has passed, and must drop none before.
 */
export interface SessionStore {
  read(key: string): Promise<SessionRecord | undefined>;
  /** Adds a session. Its key is random, and so never taken. */
  create(key: string, record: SessionRecord): Promise<void>;
  /** Writes where the store has the version just before the record's, and tells whether it did. */
  write(key: string, record: SessionRecord): Promise<boolean>;
  /** Writes `from` as {@link write} does and, where it did, adds `to`. */
  replace(from: KeyedRecord, to: KeyedRecord): Promise<boolean>;
  /** Ends a session, where there is one. */
  delete(key: string): Promise<void>;
  /** The sessions of a user without superseded ones; expired ones may be among them. */
  list(userId: string): Promise<readonly SessionEntry[]>;
  /** Ends every session of a user except `except`, superseded ones too. */
  deleteOfUser(userId: string, except?: string): Promise<void>;
  /** Drops what had expired at `now`, and returns how many: 0 where the server does it by itself. */
  deleteExpired(now: number, signal?: AbortSignal): Promise<number>;
}

/** A record and the key that it is kept under. */
export interface KeyedRecord {
  readonly key: string;
  readonly record: SessionRecord;
}
