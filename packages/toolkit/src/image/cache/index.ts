/** What is kept from one build to the next, and how files are written whole or not at all. */
export { BlobStore, digestOf, tooLong } from './blob-store.ts';
export { openBuildCache, prepareCacheFolder, type BuildCache } from './build-cache.ts';
export { writing } from './writing.ts';
