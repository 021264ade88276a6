import fresh from 'fresh';
import type { Headers } from '../reception/index.ts';
import type { StoredObject } from '../store/index.ts';

/** What a request's conditions say (RFC 9110 §13.2.2): go on, nothing new, or another one than was expected. */
export function evaluate(object: StoredObject, headers: Headers): 'go on' | 304 | 412 {
  const { etag, modified } = object;
  const ifMatch = textOf(headers['if-match']);
  if (ifMatch !== undefined && !listed(ifMatch, etag)) return 412;
  if (ifMatch === undefined && isNewer(modified, textOf(headers['if-unmodified-since']))) return 412;
  const asked = {
    'if-none-match': textOf(headers['if-none-match']),
    'if-modified-since': textOf(headers['if-modified-since']),
    'cache-control': textOf(headers['cache-control']),
  };
  return fresh(asked, { etag, 'last-modified': modified.toUTCString() }) ? 304 : 'go on';
}

/** Whether a range still fits what the client has (`If-Range`, RFC 9110 §13.1.5): the same tag, or the same second. */
export function rangeApplies({ etag, modified }: StoredObject, headers: Headers): boolean {
  const condition = textOf(headers['if-range']);
  if (condition === undefined) return true;
  return condition.startsWith('"') ? condition === etag : condition === modified.toUTCString();
}

/** By the second, as dates of HTTP are; one that is none is passed over (RFC 9110 §13.1.4). */
function isNewer(modified: Date, since: string | undefined): boolean {
  const limit = since === undefined ? Number.NaN : Date.parse(since);
  return Math.floor(modified.getTime() / 1_000) * 1_000 > limit;
}

function listed(list: string, etag: string): boolean {
  return list.trim() === '*' || list.split(',').some((each) => each.trim() === etag);
}

function textOf(value: Headers[string]): string | undefined {
  return typeof value === 'object' ? value.join(', ') : value;
}
