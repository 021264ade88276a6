/** A bucket of an S3-compatible object store, as a component. */
export { s3, type S3Bucket, type S3Credentials, type S3Options } from './s3.ts';
export { ifPresent, isMissing, isPreconditionFailed } from './failure.ts';
