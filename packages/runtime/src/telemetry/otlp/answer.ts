/** What a server answered to one request of HTTP/1.1. */
export interface Answer {
  readonly status: number;
  /** By lower-case name; repeated ones joined by a comma. */
  readonly headers: ReadonlyMap<string, string>;
  /** Empty where it is longer than {@link MAX_BODY_BYTES}. */
  readonly body: Uint8Array;
  /** Whether the connection may serve another request. */
  readonly keepAlive: boolean;
}

/** More of an answer is not read: an `ExportTraceServiceResponse` has some bytes. */
export const MAX_BODY_BYTES = 64 * 1024;
const MAX_HEAD_BYTES = 16 * 1024;

/**
 * Reads an answer (RFC 9112) from all bytes that have arrived since the request was sent. Undefined: it is not whole yet.
 *
 * @param ended whether the server has closed the connection, and nothing follows
 * @throws Error when it is no HTTP, or breaks off
 */
export function readAnswer(bytes: Buffer, ended: boolean): Answer | undefined {
  const answer = readFrom(bytes, ended);
  if (answer === undefined && ended)
    throw new Error(bytes.length === 0 ? 'The connection was closed' : 'The answer broke off');
  return answer;
}

/** How a body is delimited (RFC 9112, section 6.3). */
function readFrom(bytes: Buffer, ended: boolean): Answer | undefined {
  const head = readHead(bytes);
  if (head === undefined) return undefined;
  const { status, headers, rest } = head;
  // What only tells that more is to come.
  if (status < 200) return readFrom(rest, ended);
  if (status === 204 || status === 304) return whole(head, rest.subarray(0, 0), 0);
  const declared = headers.get('content-length');
  if (isChunked(headers)) {
    const chunks = readChunks(rest);
    if (chunks !== undefined) return whole(head, chunks.body, chunks.length);
  } else if (declared === undefined) {
    // Nothing but the connection's end ends it.
    if (ended && rest.length <= MAX_BODY_BYTES) return { status, headers, body: rest, keepAlive: false };
  } else {
    if (!/^\d+$/.test(declared)) throw new Error(`The answer's length is ${declared}`);
    const length = Number(declared);
    if (length <= MAX_BODY_BYTES && rest.length >= length)
      return whole(head, rest.subarray(0, length), length);
  }
  return rest.length > MAX_BODY_BYTES ? cutOff(head) : undefined;
}

interface Head {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly persistent: boolean;
  /** What follows it. */
  readonly rest: Buffer;
}

function readHead(bytes: Buffer): Head | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  const text = bytes.toString('latin1', 0, end === -1 ? Math.min(bytes.length, MAX_HEAD_BYTES) : end);
  if (!'HTTP/1.'.startsWith(text.slice(0, 7))) throw new Error(notHttp1(bytes));
  if (end === -1 && bytes.length > MAX_HEAD_BYTES) throw new Error('The answer’s headers have no end');
  if (end === -1) return undefined;
  const [statusLine = '', ...lines] = text.split('\r\n');
  const [, minor, status] = /^HTTP\/1\.([01]) (\d{3})(?: |$)/.exec(statusLine) ?? [];
  if (status === undefined) throw new Error('The answer has no status');
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).toLowerCase();
    const value = line.slice(colon + 1).trim();
    const earlier = headers.get(name);
    headers.set(name, earlier === undefined ? value : `${earlier}, ${value}`);
  }
  const persistent = minor === '1' && !/\bclose\b/i.test(headers.get('connection') ?? '');
  return { status: Number(status), headers, persistent, rest: bytes.subarray(end + 4) };
}

/** Who is asked without HTTP/2's preface begins with SETTINGS all the same (RFC 9113, section 3.4); what else is asked for by mistake, nobody knows. */
function notHttp1(bytes: Buffer): string {
  const isSettings =
    bytes.length >= 9 && bytes.readUIntBE(0, 2) === 0 && bytes[3] === 4 && bytes.readUInt32BE(5) === 0;
  return isSettings
    ? 'The answer is HTTP/2, as of a port for gRPC (4317); OTLP is sent over HTTP/1.1, to which collectors listen at another (4318)'
    : 'The answer is not HTTP/1.1';
}

/** @param length bytes of the body as sent: what follows them is no answer to anything, and spoils the connection */
function whole({ status, headers, persistent, rest }: Head, body: Uint8Array, length: number): Answer {
  return { status, headers, body, keepAlive: persistent && rest.length === length };
}

function cutOff({ status, headers }: Head): Answer {
  return { status, headers, body: new Uint8Array(), keepAlive: false };
}

function isChunked(headers: ReadonlyMap<string, string>): boolean {
  return /\bchunked$/i.test(headers.get('transfer-encoding') ?? '');
}

/** A body in chunks (RFC 9112, section 7.1), and how long it was as sent; undefined while it is not whole. */
function readChunks(bytes: Buffer): { body: Buffer; length: number } | undefined {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd === -1) return undefined;
    const line = bytes.toString('latin1', at, lineEnd);
    const [digits] = /^[\da-f]{1,8}(?=[\t ;]|$)/i.exec(line) ?? [];
    if (digits === undefined) throw new Error('The answer’s chunks are malformed');
    const size = Number.parseInt(digits, 16);
    const begin = lineEnd + 2;
    if (size === 0) {
      // Trailers, each on a line, end with an empty one.
      const end = bytes.indexOf('\r\n\r\n', lineEnd);
      return end === -1 ? undefined : { body: Buffer.concat(chunks), length: end + 4 };
    }
    if (bytes.length < begin + size + 2) return undefined;
    chunks.push(bytes.subarray(begin, begin + size));
    at = begin + size + 2;
  }
}
