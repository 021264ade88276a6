import type { IncomingHttpHeaders } from 'node:http';
import { randomHex } from '../../random-hex.ts';

// What proxies and tracers send, and nothing that could break a log line or a header.
const wellFormed = /^[\w.:/+=@-]{1,128}$/;

/** Hexadecimal digits of one id: 128 random bits, as many as a trace's. */
const digits = 32;

/** The client's `X-Request-Id` where it is well formed, else 32 random hexadecimal digits. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && wellFormed.test(given) ? given : randomHex(digits);
}
