import { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';
import type { DataStore, Upload } from '@tus/server';
import { HttpError } from '../../../errors.ts';
import { Reception, resumableSha256, type Rules, type SavedUpload } from '../reception/index.ts';
import { DraftGone, NoteConflict, type ObjectStore } from '../store/index.ts';
import type { UploadTally } from '../tally.ts';
import { readRecord, writeRecord, type TusMetadata, type TusRecord, type VersionedRecord } from './record.ts';

/** What a resumable upload is held to, and who is told of it. */
export interface TusStoreOptions {
  readonly store: ObjectStore;
  readonly rules: Rules;
  readonly expireAfterMs: number;
  readonly tally: UploadTally;
  readonly finished: (saved: SavedUpload, metadata: TusMetadata) => Promise<void>;
}

/** So many bytes are lost at most when a process is killed, and sent again. */
const CHECKPOINT_BYTES = 32 * 2 ** 20;

/**
 * What the tus server writes to: a reception for each upload, suspended at the end of every request and now and then in
 * between. An upload is told to be whole only once it is published and the service was told.
 */
export class TusStore extends EventEmitter implements DataStore {
  readonly extensions = ['creation', 'creation-with-upload', 'termination', 'expiration'];
  readonly #options: TusStoreOptions;
  /** Requests whose last bytes are still being written down. */
  readonly #busy = new Map<string, Promise<unknown>>();

  constructor(options: TusStoreOptions) {
    super();
    this.#options = options;
  }

  hasExtension(extension: string): boolean {
    return this.extensions.includes(extension);
  }

  getExpiration(): number {
    return this.#options.expireAfterMs;
  }

  async create(upload: Upload): Promise<Upload> {
    const { store, rules } = this.#options;
    const { id, size = 0, metadata = {}, creation_date: created = '' } = upload;
    const sha256 = sha256Of(metadata);
    const declaredType = metadata['filetype'] ?? undefined;
    const hash = sha256 === undefined ? undefined : await resumableSha256();
    const reception = new Reception(store, rules, { key: id, length: size, declaredType, sha256 }, hash);
    const record: TusRecord = { size, metadata, created, reception: await reception.suspend() };
    const written = await writeRecord(store.notes, id, record, undefined);
    if (size === 0) await this.#complete(id, written, reception);
    return upload;
  }

  async getUpload(id: string): Promise<Upload> {
    await this.#busy.get(id);
    const { size, metadata, created, reception, saved } = (await this.#read(id)).record;
    const offset = saved === undefined ? (reception?.bytes ?? 0) : size;
    return {
      id,
      size,
      offset,
      metadata: { ...metadata },
      creation_date: created,
      storage: undefined,
      sizeIsDeferred: false,
    };
  }

  async write(body: Readable, id: string, offset: number): Promise<number> {
    const work = this.#write(body, id, offset).catch((error: unknown) => {
      if (error instanceof NoteConflict) throw answer(409, 'Another connection goes on with this upload');
      throw error;
    });
    const settled = work.catch(() => {}).finally(() => this.#busy.delete(id));
    this.#busy.set(id, settled);
    return work;
  }

  async remove(id: string): Promise<void> {
    const { store, rules } = this.#options;
    const { record } = await this.#read(id);
    if (record.reception !== undefined) {
      const reception = await Reception.resume(store, rules, record.reception, undefined).catch(ifGone);
      await reception?.abort();
    }
    await store.notes.remove(id);
  }

  /** They are swept with all other leftovers. */
  async deleteExpired(): Promise<number> {
    return 0;
  }

  async declareUploadLength(): Promise<void> {
    throw new Error('the length of an upload is declared at its creation');
  }

  async #read(id: string): Promise<VersionedRecord> {
    const found = await readRecord(this.#options.store.notes, id);
    // What the tus server answers a client by.
    if (found === undefined) throw answer(404, 'There is no such upload');
    return found;
  }

  async #write(body: Readable, id: string, offset: number): Promise<number> {
    const { store, rules } = this.#options;
    const found = await this.#read(id);
    const { reception: suspended, size } = found.record;
    if (suspended === undefined || suspended.bytes !== offset) throw answer(409, 'Upload-Offset conflict');
    const hash = suspended.hash === undefined ? undefined : await resumableSha256(suspended.hash);
    let reception: Reception | undefined;
    try {
      reception = await Reception.resume(store, rules, suspended, hash);
      return await this.#receive(body, id, found, reception);
    } catch (error) {
      const published = error instanceof DraftGone ? await store.find(id) : undefined;
      if (published?.size !== size) throw error;
      // It was published by a process that was killed before it could write that down.
      // The tus server waits until what the client sends has been read.
      body.resume();
      const { contentType } = published;
      const { sha256 } = suspended.announcement;
      const saved = { key: id, bytes: size, contentType, ...(sha256 !== undefined && { sha256 }) };
      return await this.#finish(id, found, saved);
    } finally {
      await reception?.close();
    }
  }

  async #receive(body: Readable, id: string, begun: VersionedRecord, reception: Reception): Promise<number> {
    let written = begun;
    const suspend = async () => {
      const record = { ...begun.record, reception: await reception.suspend() };
      written = await writeRecord(this.#options.store.notes, id, record, written.version);
    };
    let cut: unknown;
    try {
      let checkpoint = reception.bytes;
      for await (const chunk of body) {
        await reception.write(chunk as Buffer);
        if (reception.bytes - checkpoint < CHECKPOINT_BYTES || reception.bytes === begun.record.size)
          continue;
        await suspend();
        checkpoint = reception.bytes;
      }
    } catch (error) {
      if (isRefusal(error)) return this.#refuse(id, reception, error);
      if (!reception.consistent) throw error;
      cut = error;
    }
    // A client that was cut off goes on from where it was.
    if (reception.bytes < begun.record.size) {
      await suspend();
      if (cut !== undefined) throw cut;
      return reception.bytes;
    }
    return this.#complete(id, written, reception);
  }

  async #complete(id: string, written: VersionedRecord, reception: Reception): Promise<number> {
    const saved = await reception.finish().catch((error: unknown) => {
      if (isRefusal(error)) return this.#refuse(id, reception, error);
      throw error;
    });
    return this.#finish(id, written, saved);
  }

  /** The service is told before the upload counts as whole: where it fails, the client comes again. */
  async #finish(id: string, { record, version }: VersionedRecord, saved: SavedUpload): Promise<number> {
    const { store, finished, tally } = this.#options;
    await finished(saved, record.metadata);
    const { size, metadata, created } = record;
    await writeRecord(store.notes, id, { size, metadata, created, saved }, version);
    tally.ended('published', saved.bytes);
    return size;
  }

  async #refuse(id: string, reception: Reception, error: HttpError): Promise<never> {
    this.#options.tally.ended('refused', 0);
    await reception.abort();
    await this.#options.store.notes.remove(id);
    throw error;
  }
}

/** What the tus server answers with. */
function answer(status: number, text: string): Error & { status_code: number; body: string } {
  return Object.assign(new Error(text), { status_code: status, body: `${text}\n` });
}

/** Whether the upload itself is not accepted: another attempt would not be either. */
function isRefusal(error: unknown): error is HttpError {
  return error instanceof HttpError && error.code.startsWith('SW_UPLOAD_') && error.status < 500;
}

function ifGone(error: unknown): undefined {
  if (!(error instanceof DraftGone)) throw error;
}

/** @throws HttpError SW_UPLOAD_DIGEST, 400 */
function sha256Of({ sha256 }: TusMetadata): string | undefined {
  if (sha256 === undefined || sha256 === null) return undefined;
  if (/^[0-9a-f]{64}$/i.test(sha256)) return sha256.toLowerCase();
  const what = 'The metadata sha256 is not a SHA-256 in hexadecimal digits';
  throw new HttpError('SW_UPLOAD_DIGEST', { what }, { status: 400, expose: true });
}
