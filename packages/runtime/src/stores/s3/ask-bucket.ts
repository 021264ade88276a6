import type { S3 } from '@aws-sdk/client-s3';
import { isTransient, statusOf } from './failure.ts';

/** What the answer to HEAD of a bucket says by its status alone. */
const MEANINGS: Readonly<Record<number, string>> = {
  301: 'it is in another region',
  400: 'the request is not understood, such as one that is signed for another region',
  401: 'the credentials are wrong',
  403: 'the credentials are wrong, or lack s3:ListBucket',
  404: 'there is no such bucket',
};

const BUSY = 'the server is busy or failed';
const OTHER = 'it may be none of S3, or a proxy that answers in its place';

/**
 * Resolves when the server lets us see the bucket.
 *
 * @throws Error that says what the status means: the answer to HEAD has no body, so that the SDK knows no more than
 * “UnknownError”. What the SDK throws where no answer came.
 */
export async function askBucket(client: S3, bucket: string, signal?: AbortSignal): Promise<void> {
  try {
    await client.headBucket({ Bucket: bucket }, signal === undefined ? {} : { abortSignal: signal });
  } catch (cause) {
    const status = statusOf(cause);
    if (status === undefined) throw cause;
    const meaning = MEANINGS[status] ?? (isTransient(cause) ? BUSY : OTHER);
    const error = new Error(`The server answered ${status} for the bucket ${bucket}: ${meaning}`, { cause });
    throw Object.assign(error, { $metadata: { httpStatusCode: status } });
  }
}
