/** Files that clients send: received as a stream, published whole or not at all, handed out safely. */
export type { Download, DownloadOptions, DownloadRequest } from './download/index.ts';
export type { LinkOptions } from './links.ts';
export type { Body, SaveOptions } from './receive.ts';
export type { SavedUpload } from './reception/index.ts';
export {
  folderStore,
  s3Store,
  type FolderStoreOptions,
  type ObjectStore,
  type S3StoreOptions,
  type StoredObject,
} from './store/index.ts';
export type { TusHandler, TusOptions } from './tus/index.ts';
export {
  UPLOAD_HELD_BYTES,
  uploads,
  type LinkSettings,
  type Uploads,
  type UploadsOptions,
} from './uploads.ts';
