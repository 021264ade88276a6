import type { Readable } from 'node:stream';
import type { Clock } from '../../clock.ts';
import { HttpError, SeaworthyError } from '../../errors.ts';
import type { RuntimeEvent } from '../../events.ts';
import type { Component } from '../../lifecycle/index.ts';
import { checkRanges } from '../../ranges.ts';
import {
  DEFAULT_CACHE_CONTROL,
  dispositionOf,
  download,
  nothing,
  type Download,
  type DownloadOptions,
  type DownloadRequest,
} from './download/index.ts';
import { guardedStore } from './guarded-store.ts';
import { Links, type LinkOptions } from './links.ts';
import { receive, type Body, type SaveOptions } from './receive.ts';
import { loadFileType, type SavedUpload } from './reception/index.ts';
import type { ObjectStore, StoredObject } from './store/index.ts';
import { keepSwept } from './sweeping.ts';
import { uploadTally } from './tally.ts';
import { createTus, type TusHandler, type TusOptions } from './tus/index.ts';

/** What is accepted, and where it is kept. */
export interface UploadsOptions {
  /** `s3Store({...})` or `folderStore({...})`. */
  readonly store: ObjectStore;
  /**
   * Content types that are accepted, such as `image/png` or `image/*`. They are told by the first bytes and not by what
   * the client says. Those of text, which has no mark (`text/*`, XML, JSON, YAML, scripts, SQL), are accepted only by their
   * full name (`text/csv`, `image/svg+xml`), where the client declares it. Bytes that nobody knows are accepted as nothing.
   */
  readonly types: readonly string[];
  /** The most bytes of one upload. The route needs as much by `http.bodies`. */
  readonly maxBytes: number;
  /** Unique name, for logs, errors and figures. Default `uploads`. */
  readonly name?: string;
  /** Lets the service itself answer signed links. Default: the bucket does; a folder can't. */
  readonly links?: LinkOptions;
  /** Milliseconds after which an unfinished upload is given up and removed. Default 24 h. */
  readonly expireAfterMs?: number;
  /** Milliseconds between two sweeps for such. Default 1 h. */
  readonly sweepEveryMs?: number;
}

/** How long a link holds, and how the object is handed out. */
export interface LinkSettings extends DownloadOptions {
  /** Milliseconds until the link expires. Default 15 min; at most 7 days, as in S3. */
  readonly expiresInMs?: number;
}

/** Receives files, and hands them out. */
export interface Uploads {
  /**
   * Receives a body and publishes it: whole, or not at all. It takes memory for two parts at most, and reads no faster than
   * the store writes.
   *
   * @throws HttpError SW_UPLOAD_KEY and SW_UPLOAD_DIGEST and SW_UPLOAD_INCOMPLETE (400), SW_UPLOAD_TOO_LARGE (413),
   *   SW_UPLOAD_TYPE (415); SW_UPLOAD_STORE (503), as of every other method that asks the store
   */
  save(body: Body, options?: SaveOptions): Promise<SavedUpload>;
  /** What is known of an object; undefined where there is none. */
  find(key: string): Promise<StoredObject | undefined>;
  /** The content of an object, all of it; undefined where there is none. Read it to its end or destroy it. */
  read(key: string): Promise<Readable | undefined>;
  /** Removes an object, if there is one. */
  remove(key: string): Promise<void>;
  /** Answers a GET or HEAD for an object, with ranges and conditions (RFC 9110), in headers that run no scripts. */
  download(key: string, request: DownloadRequest, options?: DownloadOptions): Promise<Download>;
  /**
   * A URL that lets whoever has it download an object until it expires.
   *
   * @throws SeaworthyError SW_DEFINITION where there is neither a bucket nor `links`, or the time is out of bounds
   */
  link(key: string, settings?: LinkSettings): Promise<string>;
  /** Answers a request to a link of the service's own: 403 where it is forged or expired. `url` is path and query. */
  serve(request: DownloadRequest & { readonly url?: string | undefined }): Promise<Download>;
  /**
   * A request handler that receives resumable uploads by the tus protocol, by `@tus/server` 2, an optional peer.
   *
   * @throws SeaworthyError SW_PEER_MISSING
   */
  tus(options: TusOptions): Promise<TusHandler>;
}

/** How much of an upload is held in memory at most, for `heldBytes` of `http.bodies`: two parts of the default size. */
export const UPLOAD_HELD_BYTES = 16 * 2 ** 20;

const HOUR_MS = 3_600_000;
const MAX_LINK_MS = 7 * 24 * HOUR_MS;

/**
 * Uploads as a component: `const photos = await app.use(uploads({ store, types: ['image/*'], maxBytes }))`. Built on
 * `file-type` 22, an optional peer.
 *
 * @throws SeaworthyError SW_PEER_MISSING at the start where `file-type` is not installed; SW_EMBEDDED_STORE where a folder
 *   is refused; SW_DEFINITION where a number is out of its range, or a secret for links is short
 */
export function uploads(options: UploadsOptions): Component<Uploads> {
  const { name = 'uploads', expireAfterMs = 24 * HOUR_MS, sweepEveryMs = HOUR_MS } = options;
  const { maxBytes } = options;
  const ranges = { maxBytes: { above: 0 }, expireAfterMs: { above: 0 }, sweepEveryMs: { from: 1 } };
  const fix = 'Correct it where the uploads are made.';
  checkRanges({ maxBytes, expireAfterMs, sweepEveryMs }, ranges, `component ${name}`, fix);
  const store = guardedStore(options.store);
  let sweeping: Disposable | undefined;
  return {
    name,
    async start(context) {
      const links = options.links && new Links(options.links);
      await loadFileType();
      await store.open(context);
      const tally = uploadTally(name);
      sweeping = keepSwept(context, {
        name,
        store,
        expireAfterMs,
        everyMs: sweepEveryMs,
        swept: (count) => tally.swept(count),
      });
      return makeUploads({ ...options, store, expireAfterMs, ...context, links, tally });
    },
    stop: () => sweeping?.[Symbol.dispose](),
  };
}

interface Parts extends Omit<UploadsOptions, 'links'> {
  readonly links: Links | undefined;
  readonly expireAfterMs: number;
  readonly clock: Clock;
  readonly emit: (event: RuntimeEvent) => void;
  readonly tally: ReturnType<typeof uploadTally>;
}

function makeUploads(parts: Parts): Uploads {
  const { store, links, clock, tally } = parts;
  return {
    async save(body, options = {}) {
      try {
        const saved = await receive(store, parts, body, options);
        tally.ended('published', saved.bytes);
        return saved;
      } catch (error) {
        tally.ended(error instanceof HttpError && error.status < 500 ? 'refused' : 'failed', 0);
        throw error;
      }
    },
    find: (key) => store.find(key),
    read: async (key) => (await download(store, key, { headers: {} }, {})).body,
    remove: (key) => store.remove(key),
    download: (key, request, options = {}) => download(store, key, request, options),
    async link(key, { expiresInMs = HOUR_MS / 4, ...settings } = {}) {
      const seconds = Math.ceil(expiresInMs / 1000);
      if (!(seconds > 0 && expiresInMs <= MAX_LINK_MS))
        throw new SeaworthyError('SW_DEFINITION', {
          what: `A link cannot hold for ${expiresInMs} ms`,
          where: 'uploads link',
          fix: 'Ask for more than nothing and at most 7 days.',
        });
      const { filename, inline = false, cacheControl } = settings;
      const expires = Math.ceil(clock.wallTime() / 1000) + seconds;
      if (links !== undefined) return links.sign({ key, expires, filename, inline, cacheControl });
      const contentType = (inline ? await store.find(key) : undefined)?.contentType ?? '';
      const contentDisposition = dispositionOf({ key, contentType }, settings);
      const signed = store.sign?.(key, seconds, {
        contentDisposition,
        cacheControl: cacheControl ?? DEFAULT_CACHE_CONTROL,
      });
      if (signed !== undefined) return signed;
      throw new SeaworthyError('SW_DEFINITION', {
        what: `${store.title} cannot answer links itself`,
        where: 'uploads links',
        fix: 'Give `links`, and answer them by `serve`.',
      });
    },
    async serve(request) {
      const link = links?.verify(request.url ?? '');
      if (link === undefined || link.expires * 1000 <= clock.wallTime()) return nothing(403);
      return download(store, link.key, request, link);
    },
    tus: (options) => createTus(parts, options),
  };
}
