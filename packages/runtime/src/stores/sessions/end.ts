import type { SessionStore } from './store.ts';

/**
 * Ends a session, and what is kept under the ids that it had before: those first, so that one that is interrupted can be
 * tried again with the id that the browser has.
 */
export async function end(store: SessionStore, key: string): Promise<void> {
  const record = await store.read(key);
  if (record === undefined) return;
  if (record.predecessor !== undefined) await end(store, record.predecessor);
  await store.delete(key);
}
