import { ifPresent, isMissing, type S3Bucket } from '../../../s3/index.ts';
import { DraftGone, type Draft, type DraftPosition } from '../object-store.ts';
import { PartBuffer } from './part-buffer.ts';
import type { S3Position } from './s3-position.ts';

/**
 * An object in the making by a multipart upload, or by a single request where one part is all. One part is sent while the
 * next is collected: two parts are held in memory, whatever the size of the object.
 */
export class S3Draft implements Draft {
  readonly #s3: S3Bucket;
  readonly #tailPrefix: string;
  #position: S3Position;
  #filling: PartBuffer;
  #spare: PartBuffer;
  #sending: Promise<void> = Promise.resolve();
  #failure: unknown;

  /** @param tailPrefix where the objects stand that hold what does not fill a part yet */
  constructor(s3: S3Bucket, position: S3Position, tailPrefix: string) {
    this.#s3 = s3;
    this.#position = position;
    this.#tailPrefix = tailPrefix;
    this.#filling = new PartBuffer(position.partBytes);
    this.#spare = new PartBuffer(position.partBytes);
  }

  /** @throws DraftGone */
  static async resume(s3: S3Bucket, position: S3Position, tailPrefix: string): Promise<S3Draft> {
    const draft = new S3Draft(s3, position, tailPrefix);
    if (position.tail === undefined) return draft;
    try {
      const { Body } = await s3.client.getObject({ Bucket: s3.bucket, Key: position.tail });
      draft.#filling.append((await Body?.transformToByteArray()) ?? new Uint8Array());
      return draft;
    } catch (cause) {
      throw isMissing(cause) ? new DraftGone('its last bytes are gone', { cause }) : cause;
    }
  }

  async write(chunk: Uint8Array): Promise<void> {
    let rest = chunk;
    while (rest.length > 0) {
      // Only now, since the last part may be shorter and must not be empty.
      if (this.#filling.full) await this.#sendPart();
      rest = this.#filling.append(rest);
    }
  }

  async publish(): Promise<void> {
    const { key, contentType, id } = this.#position;
    if (this.#position.uploadId === undefined) {
      const object = { Body: this.#filling.bytes, ContentType: contentType, Metadata: { draft: id } };
      await this.#s3.client.putObject({ Bucket: this.#s3.bucket, Key: key, ...object });
    } else {
      await this.#sendPart();
      await this.#settled();
      await this.#complete();
    }
    await this.#removeTails();
  }

  async suspend(): Promise<DraftPosition> {
    await this.#settled();
    const { tail, oldTail, ...rest } = this.#position;
    if (oldTail !== undefined) await this.#remove(oldTail);
    const bytes = this.#filling.bytes;
    const written = rest.parts.length * rest.partBytes + bytes.length;
    const next = bytes.length === 0 ? undefined : `${this.#tailPrefix}${rest.id}.${written}.tail`;
    if (next !== undefined && next !== tail)
      await this.#s3.client.putObject({ Bucket: this.#s3.bucket, Key: next, Body: bytes });
    this.#position = { ...rest, tail: next, oldTail: next === tail ? undefined : tail };
    return { ...this.#position };
  }

  async abort(): Promise<void> {
    await this.#sending;
    const { key, uploadId } = this.#position;
    if (uploadId !== undefined)
      await ifPresent(
        this.#s3.client.abortMultipartUpload({ Bucket: this.#s3.bucket, Key: key, UploadId: uploadId }),
      );
    await this.#removeTails();
  }

  async close(): Promise<void> {
    await this.#sending;
  }

  /** Sends what was collected, once the part before it has arrived. */
  async #sendPart(): Promise<void> {
    await this.#settled();
    if (this.#position.uploadId === undefined) await this.#createUpload();
    const part = this.#filling;
    this.#filling = this.#spare;
    this.#spare = part;
    this.#sending = this.#upload(part).catch((error: unknown) => {
      this.#failure = error;
    });
  }

  async #upload(part: PartBuffer): Promise<void> {
    const { key, uploadId, parts } = this.#position;
    const { ETag = '' } = await this.#s3.client
      .uploadPart({
        Bucket: this.#s3.bucket,
        Key: key,
        UploadId: uploadId,
        PartNumber: parts.length + 1,
        Body: part.bytes,
      })
      .catch((cause: unknown) => {
        throw isMissing(cause) ? new DraftGone('its multipart upload is gone', { cause }) : cause;
      });
    part.clear();
    this.#position = { ...this.#position, parts: [...parts, ETag] };
  }

  /** @throws what the last part met */
  async #settled(): Promise<void> {
    await this.#sending;
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #createUpload(): Promise<void> {
    const { key, contentType, id } = this.#position;
    const { UploadId } = await this.#s3.client.createMultipartUpload({
      Bucket: this.#s3.bucket,
      Key: key,
      ContentType: contentType,
      Metadata: { draft: id },
    });
    this.#position = { ...this.#position, uploadId: UploadId };
  }

  /** @throws DraftGone where there is no such upload, unless it is its own that was completed without an answer */
  async #complete(): Promise<void> {
    const { key, uploadId, parts, id } = this.#position;
    const Parts = parts.map((ETag, index) => ({ ETag, PartNumber: index + 1 }));
    const target = { Bucket: this.#s3.bucket, Key: key };
    try {
      await this.#s3.client.completeMultipartUpload({
        ...target,
        UploadId: uploadId,
        MultipartUpload: { Parts },
      });
    } catch (cause) {
      if (!isMissing(cause)) throw cause;
      const found = await ifPresent(this.#s3.client.headObject(target));
      if (found?.Metadata?.['draft'] !== id) throw new DraftGone('its multipart upload is gone', { cause });
    }
  }

  async #removeTails(): Promise<void> {
    const { tail, oldTail } = this.#position;
    for (const key of [tail, oldTail]) if (key !== undefined) await this.#remove(key);
  }

  async #remove(key: string): Promise<void> {
    await this.#s3.client.deleteObject({ Bucket: this.#s3.bucket, Key: key });
  }
}
