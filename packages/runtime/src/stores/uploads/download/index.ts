/** Handing objects out. */
export { download, nothing, type Download, type DownloadRequest } from './download.ts';
export { DEFAULT_CACHE_CONTROL, dispositionOf, type DownloadOptions } from './headers.ts';
