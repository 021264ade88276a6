import { HttpError } from '../../../errors.ts';
import type { Draft, DraftPosition, ObjectStore } from '../store/index.ts';
import { acceptedType, HEAD_BYTES } from './content-type.ts';
import type { Sha256 } from './sha256.ts';

/** What is accepted. */
export interface Rules {
  /** Content types, such as `image/png` or `image/*`. */
  readonly types: readonly string[];
  readonly maxBytes: number;
}

/** What is known of an upload beforehand. */
export interface Announcement {
  readonly key: string;
  /** The content type that the client declared. */
  readonly declaredType?: string | undefined;
  /** The bytes that the client declared. */
  readonly length?: number | undefined;
  /** The SHA-256 that the client gave, in hexadecimal digits. */
  readonly sha256?: string | undefined;
}

/** An upload that everybody may see. */
export interface SavedUpload {
  /** By which it is found, read and linked. */
  readonly key: string;
  /** Its size. */
  readonly bytes: number;
  /** As its first bytes tell; of text, as the client declared. */
  readonly contentType: string;
  /** In hexadecimal digits. Absent of a resumable upload whose client did not give it: see the decision 0033. */
  readonly sha256?: string;
}

/** Where a suspended reception stands, as plain JSON. */
export interface ReceptionRecord {
  readonly announcement: Announcement;
  readonly bytes: number;
  /** The first bytes while they are too few to tell the type, as Base64. */
  readonly head: string;
  readonly contentType?: string | undefined;
  readonly draft?: DraftPosition | undefined;
  readonly hash?: string | undefined;
}

/**
 * One upload on its way in: its first bytes tell the type, and only then is there a draft; every byte is counted and
 * hashed on its way to the store. What it refuses, it throws as HttpError.
 */
export class Reception {
  readonly #store: ObjectStore;
  readonly #rules: Rules;
  readonly #announcement: Announcement;
  readonly #hash: Sha256 | undefined;
  #head: Buffer = Buffer.alloc(0);
  #contentType: string | undefined;
  #draft: Draft | undefined;
  #bytes = 0;
  #consistent = true;

  constructor(store: ObjectStore, rules: Rules, announcement: Announcement, hash: Sha256 | undefined) {
    this.#store = store;
    this.#rules = rules;
    this.#announcement = announcement;
    this.#hash = hash;
    if ((announcement.length ?? 0) > rules.maxBytes) throw this.#tooLarge();
  }

  /** Goes on with what was suspended. @throws DraftGone */
  static async resume(
    store: ObjectStore,
    rules: Rules,
    record: ReceptionRecord,
    hash: Sha256 | undefined,
  ): Promise<Reception> {
    const reception = new Reception(store, rules, record.announcement, hash);
    reception.#bytes = record.bytes;
    reception.#head = Buffer.from(record.head, 'base64');
    reception.#contentType = record.contentType;
    if (record.draft !== undefined) reception.#draft = await store.resume(record.draft);
    return reception;
  }

  /** Whether all that was received is with the store; false for ever once that has failed. */
  get consistent(): boolean {
    return this.#consistent;
  }

  /** How many bytes were received. */
  get bytes(): number {
    return this.#bytes;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#rules.maxBytes) throw this.#tooLarge();
    this.#hash?.update(chunk);
    this.#consistent = false;
    await this.#pass(chunk);
    this.#consistent = true;
  }

  /** Checks the whole, and publishes it. */
  async finish(): Promise<SavedUpload> {
    const { key, length = this.#bytes, sha256 } = this.#announcement;
    if (this.#bytes !== length)
      throw refusal('SW_UPLOAD_INCOMPLETE', 400, `${this.#bytes} bytes came of ${length} declared`);
    const { draft, contentType } = await this.#begin();
    const digest = this.#hash?.digest().toString('hex');
    if (sha256 !== undefined && digest !== sha256)
      throw refusal('SW_UPLOAD_DIGEST', 400, `The content has the SHA-256 ${digest}, not ${sha256}`);
    await draft.publish();
    return { key, bytes: this.#bytes, contentType, ...(digest !== undefined && { sha256: digest }) };
  }

  /** Makes durable what was received, so that any process can go on from here. */
  async suspend(): Promise<ReceptionRecord> {
    return {
      announcement: this.#announcement,
      bytes: this.#bytes,
      head: this.#head.toString('base64'),
      contentType: this.#contentType,
      hash: this.#hash?.save?.(),
      draft: await this.#draft?.suspend(),
    };
  }

  /** Removes every trace. */
  async abort(): Promise<void> {
    await this.#draft?.abort();
  }

  /** Lets go of what it holds in this process. */
  async close(): Promise<void> {
    await this.#draft?.close();
  }

  async #pass(chunk: Uint8Array): Promise<void> {
    if (this.#draft !== undefined) return this.#draft.write(chunk);
    this.#head = Buffer.concat([this.#head, chunk]);
    if (this.#head.length >= HEAD_BYTES) await this.#begin();
  }

  async #begin(): Promise<{ draft: Draft; contentType: string }> {
    const { key, declaredType } = this.#announcement;
    if (this.#draft !== undefined && this.#contentType !== undefined)
      return { draft: this.#draft, contentType: this.#contentType };
    const { types, maxBytes } = this.#rules;
    const contentType = await acceptedType(this.#head.subarray(0, HEAD_BYTES), declaredType, types);
    if (contentType === undefined)
      throw refusal('SW_UPLOAD_TYPE', 415, `The content is none of ${types.join(', ')}`);
    const draft = await this.#store.begin({ key, contentType, maxBytes });
    this.#contentType = contentType;
    this.#draft = draft;
    await draft.write(this.#head);
    this.#head = Buffer.alloc(0);
    return { draft, contentType };
  }

  #tooLarge(): HttpError {
    return refusal('SW_UPLOAD_TOO_LARGE', 413, `More than ${this.#rules.maxBytes} bytes are not accepted`);
  }
}

type Refusal = 'SW_UPLOAD_TYPE' | 'SW_UPLOAD_TOO_LARGE' | 'SW_UPLOAD_DIGEST' | 'SW_UPLOAD_INCOMPLETE';

function refusal(code: Refusal, status: number, what: string): HttpError {
  return new HttpError(code, { what }, { status, expose: true });
}
