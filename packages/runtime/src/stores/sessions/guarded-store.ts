import { unavailable } from './failures.ts';
import type { KeyedRecord, SessionRecord, SessionStore } from './store.ts';

/**
 * The store, with whatever it throws as SW_SESSION_STORE, which is answered 503: a store that can't be asked must never
 * look like a visitor who is not logged in.
 */
export class GuardedStore implements SessionStore {
  readonly #store: SessionStore;

  constructor(store: SessionStore) {
    this.#store = store;
  }

  read(key: string) {
    return this.#store.read(key).catch(fail);
  }

  create(key: string, record: SessionRecord) {
    return this.#store.create(key, record).catch(fail);
  }

  write(key: string, record: SessionRecord) {
    return this.#store.write(key, record).catch(fail);
  }

  replace(from: KeyedRecord, to: KeyedRecord) {
    return this.#store.replace(from, to).catch(fail);
  }

  delete(key: string) {
    return this.#store.delete(key).catch(fail);
  }

  list(userId: string) {
    return this.#store.list(userId).catch(fail);
  }

  deleteOfUser(userId: string, except?: string) {
    return this.#store.deleteOfUser(userId, except).catch(fail);
  }

  deleteExpired(now: number, signal?: AbortSignal) {
    return this.#store.deleteExpired(now, signal).catch(fail);
  }
}

function fail(cause: unknown): never {
  throw unavailable(cause);
}
