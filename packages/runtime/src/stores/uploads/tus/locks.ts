import type { Lock, Locker } from '@tus/server';

/** Who has a lock, and what asks it to let go. */
interface Holder {
  readonly released: Promise<void>;
  readonly askToRelease: () => unknown;
}

/**
 * One request at a time for each upload of this process; a later one asks the earlier, which may be of a connection that is
 * long dead, to let go. Between processes the versions of notes decide. The server library's own lock spins while it waits.
 */
export class Locks implements Locker {
  readonly #holders = new Map<string, Holder>();

  newLock(id: string): Lock {
    let release = () => {};
    return {
      lock: async (signal, askToRelease) => {
        for (let holder = this.#holders.get(id); holder !== undefined; holder = this.#holders.get(id)) {
          await holder.askToRelease();
          await holder.released;
          signal.throwIfAborted();
        }
        const { promise, resolve } = Promise.withResolvers<void>();
        this.#holders.set(id, { released: promise, askToRelease });
        release = () => {
          this.#holders.delete(id);
          resolve();
        };
      },
      unlock: async () => release(),
    };
  }
}
