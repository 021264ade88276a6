import type { Readable } from 'node:stream';
import parseRange from 'range-parser';
import { isKey } from '../key.ts';
import type { Headers } from '../reception/index.ts';
import type { ByteRange, ObjectStore, StoredObject } from '../store/index.ts';
import { evaluate, rangeApplies } from './conditions.ts';
import { objectHeaders, type DownloadOptions } from './headers.ts';

/** What of a request matters to a download; node's own requests are such. */
export interface DownloadRequest {
  readonly method?: string | undefined;
  readonly headers: Headers;
}

/** An answer as data, for whatever framework sends it. A `body` must be read to its end or destroyed. */
export interface Download {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent where there is none to send. */
  readonly body?: Readable;
}

/** An object that is replaced faster than it is read is given up. */
const MAX_ATTEMPTS = 5;

/** Answers a GET or HEAD for an object: whole, a range (206), not modified (304), not there (404), … */
export async function download(
  store: ObjectStore,
  key: string,
  request: DownloadRequest,
  options: DownloadOptions,
): Promise<Download> {
  if (request.method !== undefined && request.method !== 'GET' && request.method !== 'HEAD')
    return { status: 405, headers: { allow: 'GET, HEAD', 'content-length': '0' } };
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const object = isKey(key) ? await store.find(key) : undefined;
    if (object === undefined) return nothing(404);
    const answer = await hand(store, object, request, options);
    // It was replaced just between: once more, from the beginning.
    if (answer !== undefined) return answer;
  }
  return nothing(503, { 'retry-after': '1' });
}

/** An answer without a body. */
export function nothing(status: number, headers: Readonly<Record<string, string>> = {}): Download {
  return { status, headers: { 'content-length': '0', 'cache-control': 'no-store', ...headers } };
}

async function hand(
  store: ObjectStore,
  object: StoredObject,
  { method, headers: asked }: DownloadRequest,
  options: DownloadOptions,
): Promise<Download | undefined> {
  const headers = objectHeaders(object, options);
  const condition = evaluate(object, asked);
  if (condition === 304) return { status: 304, headers };
  if (condition === 412) return nothing(412);
  const whole = { ...headers, 'content-length': String(object.size) };
  // Ranges are for GET alone (RFC 9110 §14.2).
  if (method === 'HEAD') return { status: 200, headers: whole };
  const range = rangeApplies(object, asked) ? rangeOf(object, asked) : undefined;
  if (range === 'unsatisfiable') return nothing(416, { 'content-range': `bytes */${object.size}` });
  const body = await store.read(object, range);
  if (body === undefined) return undefined;
  if (range === undefined) return { status: 200, headers: whole, body };
  const { start, end } = range;
  const part = {
    'content-length': String(end - start + 1),
    'content-range': `bytes ${start}-${end}/${object.size}`,
  };
  return { status: 206, headers: { ...headers, ...part }, body };
}

/** The one range that is asked for. Several may be answered with the whole (RFC 9110 §14.2), as may malformed ones. */
function rangeOf({ size }: StoredObject, { range }: Headers): ByteRange | 'unsatisfiable' | undefined {
  if (typeof range !== 'string') return undefined;
  const ranges = parseRange(size, range);
  if (ranges === -1) return 'unsatisfiable';
  if (ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1) return undefined;
  return ranges[0];
}
