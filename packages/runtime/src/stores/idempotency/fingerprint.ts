import { hash } from 'node:crypto';

/**
 * What tells one request from another under the same key: its method, its path, and what the body says. Members of
 * objects count in any order.
 */
export function fingerprint({ method, url }: Request, payload: unknown): string {
  const { pathname, search } = new URL(url);
  return hash('sha256', JSON.stringify([method, pathname, search, payload], sortMembers), 'base64url');
}

function sortMembers(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
