/** What is kept from one build to the next. */
export { BlobStore, digestOf } from './blob-store.ts';
export { openBuildCache, prepareCacheFolder, type BuildCache } from './build-cache.ts';
