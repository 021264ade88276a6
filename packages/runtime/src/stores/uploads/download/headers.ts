import { create } from 'content-disposition';
import type { StoredObject } from '../store/index.ts';

/** How an object is handed out. */
export interface DownloadOptions {
  /** The name under which a browser saves it. Default: the last part of the key. */
  readonly filename?: string | undefined;
  /** Whether a browser shows it rather than saves it, where its type is one that cannot run scripts. Default false. */
  readonly inline?: boolean | undefined;
  /** `Cache-Control`. Default `private, no-cache`: kept by the browser alone, and asked for each time. */
  readonly cacheControl?: string | undefined;
}

/** What browsers show without running anything. Not SVG, HTML, XML or PDF, which can contain scripts. */
const INERT = /^(?:image\/(?:png|jpeg|gif|webp|avif|bmp)|(?:audio|video)\/[\w.+-]+|text\/plain)$/;

/** `Content-Disposition` of an object: shown only where it was asked for and cannot run scripts. */
export function dispositionOf(
  { key, contentType }: Pick<StoredObject, 'key' | 'contentType'>,
  options: DownloadOptions,
): string {
  const { filename = key.slice(key.lastIndexOf('/') + 1), inline = false } = options;
  return create(filename, { type: inline && INERT.test(contentType) ? 'inline' : 'attachment' });
}

export const DEFAULT_CACHE_CONTROL = 'private, no-cache';

/** The headers of every answer that hands an object out, none of which a browser may take for more than it is. */
export function objectHeaders(object: StoredObject, options: DownloadOptions): Record<string, string> {
  return {
    'accept-ranges': 'bytes',
    'cache-control': options.cacheControl ?? DEFAULT_CACHE_CONTROL,
    'content-disposition': dispositionOf(object, options),
    // Should it be shown all the same, it runs nothing and loads nothing.
    'content-security-policy': "default-src 'none'; sandbox",
    'content-type': object.contentType,
    etag: object.etag,
    'last-modified': object.modified.toUTCString(),
    'x-content-type-options': 'nosniff',
  };
}
