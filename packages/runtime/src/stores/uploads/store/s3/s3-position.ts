/** Where a draft in a bucket stands. */
export interface S3Position {
  /** Stands in the object's metadata, so that a draft whose publication was not answered finds itself again. */
  readonly id: string;
  readonly key: string;
  readonly contentType: string;
  /** As it was when the draft began: all parts but the last are of one size. */
  readonly partBytes: number;
  /** The multipart upload; absent while everything fits into one part. */
  readonly uploadId?: string | undefined;
  /** Entity tags of the parts, in order. */
  readonly parts: readonly string[];
  /** The object that holds what does not fill a part yet. */
  readonly tail?: string | undefined;
  /** The one before, removed once no note can name it any more. */
  readonly oldTail?: string | undefined;
}
