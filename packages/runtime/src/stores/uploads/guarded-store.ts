import { HttpError, SeaworthyError } from '../../errors.ts';
import { DraftGone, NoteConflict, type Draft, type ObjectStore } from './store/index.ts';

/**
 * The store, with what it fails with as SW_UPLOAD_STORE, which is answered 503: that a server is down or slow is no mistake of the
 * service, and the client may come again. What its opening and its sweep fail with is for no client, and stays what it is.
 */
export function guardedStore(store: ObjectStore): ObjectStore {
  const { title, notes } = store;
  const asked = async <T>(answer: Promise<T>): Promise<T> => {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof DraftGone || error instanceof NoteConflict || error instanceof SeaworthyError)
        throw error;
      throw unavailable(title, error);
    }
  };
  const guardedDraft = (draft: Draft): Draft => ({
    write: (chunk) => asked(draft.write(chunk)),
    publish: () => asked(draft.publish()),
    suspend: () => asked(draft.suspend()),
    abort: () => asked(draft.abort()),
    close: () => asked(draft.close()),
  });
  const sign = store.sign?.bind(store);
  return {
    title,
    open: (context) => store.open(context),
    begin: async (object) => guardedDraft(await asked(store.begin(object))),
    resume: async (position) => guardedDraft(await asked(store.resume(position))),
    find: (key) => asked(store.find(key)),
    read: (object, range) => asked(store.read(object, range)),
    remove: (key) => asked(store.remove(key)),
    ...(sign && { sign: (...link: Parameters<typeof sign>) => asked(sign(...link)) }),
    notes: {
      read: (id) => asked(notes.read(id)),
      write: (id, text, before) => asked(notes.write(id, text, before)),
      remove: (id) => asked(notes.remove(id)),
    },
    sweep: (before) => store.sweep(before),
  };
}

function unavailable(title: string, cause: unknown): HttpError {
  const what = `${title} did not do what it was asked`;
  return new HttpError('SW_UPLOAD_STORE', { what, cause }, { status: 503, retryAfterSeconds: 1 });
}
