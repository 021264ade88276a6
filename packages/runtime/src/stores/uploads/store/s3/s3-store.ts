import type { Readable } from 'node:stream';
import { SeaworthyError } from '../../../../errors.ts';
import { randomHex } from '../../../../random-hex.ts';
import { ifPresent, isMissing, isPreconditionFailed, type S3Bucket } from '../../../s3/index.ts';
import type { ObjectStore } from '../object-store.ts';
import { resumedBody } from './resumed-body.ts';
import { S3Draft } from './s3-draft.ts';
import { s3Notes } from './s3-notes.ts';
import type { S3Position } from './s3-position.ts';
import { sweepObjects, sweepUploads } from './sweep.ts';

/** Where in a bucket uploads are kept. */
export interface S3StoreOptions {
  /** What `app.use(s3({...}))` returned. */
  readonly bucket: S3Bucket;
  /** Begins every key; unfinished uploads below it are swept, so it must be these uploads' own. Default `uploads/`. */
  readonly prefix?: string;
  /**
   * Bytes of a part of a multipart upload, of which two are held in memory for each upload under way. Default 8 MiB, at
   * least 5 MiB (Amazon S3 user guide, multipart upload limits). Larger where an object would have more than 10,000 parts.
   */
  readonly partBytes?: number;
}

const MIN_PART_BYTES = 5 * 2 ** 20;
const MAX_PARTS = 10_000;

/**
 * Uploads in a bucket. An object becomes visible by the completion of its multipart upload, or by a single request.
 *
 * @throws SeaworthyError SW_DEFINITION where `partBytes` is too small
 */
export function s3Store({
  bucket: s3,
  prefix = 'uploads/',
  partBytes = 8 * 2 ** 20,
}: S3StoreOptions): ObjectStore {
  if (partBytes < MIN_PART_BYTES)
    throw new SeaworthyError('SW_DEFINITION', {
      what: `Parts of ${partBytes} bytes are smaller than the ${MIN_PART_BYTES} that S3 allows`,
      where: 's3Store partBytes',
    });
  const { client, bucket } = s3;
  const unfinished = `${prefix}.unfinished/`;
  const target = (key: string) => ({ Bucket: bucket, Key: prefix + key });
  return {
    title: `The bucket ${bucket}`,
    // The component of the bucket has done it.
    async open() {},
    async begin({ key, contentType, maxBytes }) {
      const position: S3Position = {
        id: randomHex(32),
        key: prefix + key,
        contentType,
        partBytes: Math.max(partBytes, Math.ceil(maxBytes / MAX_PARTS)),
        parts: [],
      };
      return new S3Draft(s3, position, unfinished);
    },
    resume: (position) => S3Draft.resume(s3, position as unknown as S3Position, unfinished),
    async find(key) {
      const found = await ifPresent(client.headObject(target(key)));
      if (found === undefined) return undefined;
      return {
        key,
        size: found.ContentLength ?? 0,
        contentType: found.ContentType ?? 'application/octet-stream',
        etag: found.ETag ?? '',
        modified: found.LastModified ?? new Date(0),
      };
    },
    async read({ key, etag, size }, range) {
      const open = async (Range: string | undefined) => {
        const { Body } = await client.getObject({ ...target(key), IfMatch: etag, Range });
        return Body as Readable;
      };
      const { start, end } = range ?? { start: 0, end: size - 1 };
      try {
        const body = await open(range && `bytes=${start}-${end}`);
        return resumedBody(body, end + 1 - start, (offset) => open(`bytes=${start + offset}-${end}`));
      } catch (error) {
        if (isMissing(error) || isPreconditionFailed(error)) return undefined;
        throw error;
      }
    },
    remove: async (key) => void (await client.deleteObject(target(key))),
    sign: (key, expiresInSeconds, headers) => s3.signDownload(prefix + key, expiresInSeconds, headers),
    notes: s3Notes(s3, unfinished),
    async sweep(before) {
      return (await sweepUploads(s3, prefix, before)) + (await sweepObjects(s3, unfinished, before));
    },
  };
}
