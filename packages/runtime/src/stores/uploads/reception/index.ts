/** What happens to an upload's bytes between the client and the store. */
export { loadFileType } from './content-type.ts';
export { digestOf, type Headers } from './digest.ts';
export { Reception, type ReceptionRecord, type Rules, type SavedUpload } from './reception.ts';
export { resumableSha256, sha256 } from './sha256.ts';
