import type { IncomingMessage } from 'node:http';

/** Bytes of the body that a request of HTTP/1.1 or HTTP/2 declares: 0 where it has none, undefined where it may have any. */
export function declaredBytes({ headers, httpVersionMajor, method }: IncomingMessage): number | undefined {
  const length = headers['content-length'];
  if (length !== undefined) return Number(length);
  if (headers['transfer-encoding'] !== undefined) return undefined;
  // HTTP/2 needs neither header.
  return httpVersionMajor === 2 && method !== 'GET' && method !== 'HEAD' ? undefined : 0;
}
