import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

// What proxies and tracers send, and nothing that could break a log line or a header.
const wellFormed = /^[\w.:/+=@-]{1,128}$/;

/** The client's `X-Request-Id` where it is well formed, else a random UUID. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && wellFormed.test(given) ? given : randomUUID();
}
