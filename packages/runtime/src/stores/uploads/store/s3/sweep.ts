import { ifPresent, type S3Bucket } from '../../../s3/index.ts';

/** Aborts the multipart uploads below `prefix` that were begun before a time, and returns how many. */
export async function sweepUploads(
  { client, bucket }: S3Bucket,
  prefix: string,
  before: number,
): Promise<number> {
  let swept = 0;
  let marker: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {};
  for (;;) {
    const page = await client.listMultipartUploads({ Bucket: bucket, Prefix: prefix, ...marker });
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if ((Initiated?.getTime() ?? Infinity) >= before) continue;
      // Another replica may sweep at the same time.
      await ifPresent(client.abortMultipartUpload({ Bucket: bucket, Key, UploadId }));
      swept++;
    }
    if (page.IsTruncated !== true) return swept;
    marker = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
  }
}

/** Removes the objects below `prefix` that were last written before a time, and returns how many. */
export async function sweepObjects(
  { client, bucket }: S3Bucket,
  prefix: string,
  before: number,
): Promise<number> {
  let swept = 0;
  let token: string | undefined;
  do {
    const page = await client.listObjectsV2({ Bucket: bucket, Prefix: prefix, ContinuationToken: token });
    for (const { Key, LastModified } of page.Contents ?? []) {
      if ((LastModified?.getTime() ?? Infinity) >= before) continue;
      await client.deleteObject({ Bucket: bucket, Key });
      swept++;
    }
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return swept;
}
