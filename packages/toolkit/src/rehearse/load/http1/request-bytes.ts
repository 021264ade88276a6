import type { LoadAction } from '../plan.ts';

/** A request in the form in which it is sent, made once for all. */
export interface RequestBytes {
  /** The head, and the body where it is sent at once. */
  readonly kept: Buffer;
  /** The same with `Connection: close`, for a connection that is opened for this request alone. */
  readonly fresh: Buffer;
  /** The rest of the body, in the parts in which it is sent over time. */
  readonly parts: readonly Buffer[];
  readonly isHead: boolean;
}

/** How often a part of an upload is sent, in milliseconds. */
export const PART_EVERY_MS = 50;

/** Methods whose requests tell the length of their content even if there is none (RFC 9110, section 8.6). */
const withContent = new Set(['POST', 'PUT', 'PATCH']);

/** A request with more headers, which stand before its own. */
export function withHeaders(bytes: Buffer, headers: Readonly<Record<string, string>>): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  if (lines.length === 0) return bytes;
  const rest = bytes.indexOf('\r\n') + 2;
  return Buffer.concat([bytes.subarray(0, rest), Buffer.from(lines.join('')), bytes.subarray(rest)]);
}

/** An action's request, to the host that `authority` names unless the action's own headers do. */
export function encodeRequest(action: LoadAction, authority: string): RequestBytes {
  const { method, path, headers, body, overMs, kind } = action;
  const isSlow = kind === 'upload' && overMs > 0;
  const content = Buffer.from(body ?? '');
  const lines = Object.entries({
    host: authority,
    'user-agent': 'seaworthy-rehearse',
    ...(kind === 'sse' && { accept: 'text/event-stream' }),
    ...(body !== undefined || withContent.has(method) ? { 'content-length': content.length } : {}),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = (more: string) => Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}${more}\r\n`);
  const first = isSlow ? Buffer.alloc(0) : content;
  return {
    kept: Buffer.concat([head(''), first]),
    fresh: Buffer.concat([head('connection: close\r\n'), first]),
    parts: isSlow ? partsOf(content, Math.ceil(overMs / PART_EVERY_MS)) : [],
    isHead: method === 'HEAD',
  };
}

function partsOf(content: Buffer, count: number): Buffer[] {
  const size = Math.max(1, Math.ceil(content.length / count));
  return Array.from({ length: Math.ceil(content.length / size) }, (_, index) =>
    content.subarray(index * size, (index + 1) * size),
  );
}
