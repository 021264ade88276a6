/** Where uploads are kept: one interface, a bucket and a folder behind it. */
export { folderStore, type FolderStoreOptions } from './folder/folder-store.ts';
export {
  DraftGone,
  NoteConflict,
  type ByteRange,
  type Draft,
  type DraftPosition,
  type Notes,
  type ObjectStore,
  type StoredObject,
} from './object-store.ts';
export { s3Store, type S3StoreOptions } from './s3/s3-store.ts';
