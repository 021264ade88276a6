import type { Scope } from '../scope.ts';
import { numeral, NUMBER_SIZE, putAscii, putMilliseconds } from './encoding/ascii.ts';
import { escapeJson } from './encoding/json-string.ts';
import { LevelNumber } from './level.ts';
import type { LineWriter } from './output/line-writer.ts';

/**
 * How a request ended: `completed`; `aborted` by the client before the end of the response; `cut` by the server, at the
 * drain's deadline, for breaking a limit, or since its handler failed in the middle of the response.
 */
export type RequestOutcome = 'completed' | 'aborted' | 'cut';

/** One request and what became of it. */
export interface AccessEntry {
  readonly method: string;
  /** Without the query, which may hold secrets. */
  readonly path: string;
  /** The route's pattern, such as `/users/:id`, where it is known. */
  readonly route: string | undefined;
  /** 0 where no response was begun. */
  readonly status: number;
  readonly durationMs: number;
  /** When it ended, by the clock. Default: now. */
  readonly endedAt?: number;
  /** Bytes of the request. */
  readonly bytesIn: number;
  /** Bytes of the response. */
  readonly bytesOut: number;
  /** Of characters of ASCII that JSON need not escape. */
  readonly requestId: string;
  /** Its trace and span are written where they are known. */
  readonly scope?: Scope | undefined;
  /** Address of the peer. */
  readonly remote?: string | undefined;
  readonly userAgent?: string | undefined;
  /** Written unless `completed`. */
  readonly outcome: RequestOutcome;
}

/** Writes one request's line. */
export type AccessLog = (entry: AccessEntry) => void;

/** What an {@link AccessLog} shares with the logger beside it. */
export interface AccessLogParts {
  readonly writer: LineWriter;
  /** The fields of every line, as JSON members with a comma before each, such as `,"service":"shop"`. */
  readonly base: string;
  /** Of a moment by the clock. Default: of now. */
  readonly timestamp: (at?: number) => string;
  /** The logger's present level as pino's number. */
  readonly level: () => number;
}

/**
 * An access log whose lines have the form of the logger's own. It is written by hand, since every request pays for it:
 * nothing is allocated, what one line after another has the same is kept from the last, and all goes byte by byte to where
 * it leaves from. Of concatenated text V8 makes a tree, and flattens it later (`bench:http` measures the whole path).
 *
 * Requests are `info`; answers of 500 and above, and responses that the server cut, are `warn`: the error itself was
 * logged where it happened, and lines from `error` on are not buffered.
 */
export function createAccessLog({ writer, base, timestamp, level }: AccessLogParts): AccessLog {
  const repeated = new RepeatedParts(base);
  return (entry) => {
    const { status, outcome, scope, requestId } = entry;
    const failed = status >= 500 || outcome === 'cut';
    if (level() > (failed ? LevelNumber.warn : LevelNumber.info)) return;
    repeated.update(entry, timestamp(entry.endedAt), failed);
    const { head, request, tail } = repeated;
    const traceId = scope?.traceId ?? '';
    const spanId = scope?.spanId ?? '';
    const ids = requestId.length + traceId.length + spanId.length;
    const size = head.length + request.length + tail.length + ids + NAMES_SIZE + NUMBER_SIZE;
    let at = writer.begin(size);
    const { bytes } = writer;
    bytes.set(head, at);
    at = putAscii(bytes, at + head.length, requestId);
    if (traceId !== '') at = putAscii(bytes, putAscii(bytes, at, TRACE_ID), traceId);
    if (spanId !== '') at = putAscii(bytes, putAscii(bytes, at, SPAN_ID), spanId);
    bytes.set(request, at);
    at = putMilliseconds(bytes, at + request.length, entry.durationMs);
    bytes.set(tail, at);
    writer.commit(at + tail.length);
  };
}

const TRACE_ID = '","trace_id":"';
const SPAN_ID = '","span_id":"';
const NAMES_SIZE = TRACE_ID.length + SPAN_ID.length;

/** The parts of a line that requests have in common, each made anew when it changes. */
class RepeatedParts {
  /** Up to the request's id. */
  head: Uint8Array = NOTHING;
  /** From behind the ids up to the duration. */
  request: Uint8Array = NOTHING;
  /** From behind the duration to the end. */
  tail: Uint8Array = NOTHING;
  readonly #base: string;
  #time = '';
  #failed = false;
  #method = '';
  #path = '';
  #route: string | undefined = undefined;
  #status = Number.NaN;
  #remote: string | undefined = undefined;
  #userAgent: string | undefined = undefined;
  #bytesIn = Number.NaN;
  #bytesOut = Number.NaN;
  #outcome: RequestOutcome = 'completed';

  constructor(base: string) {
    this.#base = base;
  }

  update(entry: AccessEntry, time: string, failed: boolean): void {
    if (time !== this.#time || failed !== this.#failed) this.#updateHead(time, failed);
    const { method, path, route, status } = entry;
    const isSame =
      path === this.#path && status === this.#status && route === this.#route && method === this.#method;
    if (!isSame) this.#updateRequest(method, path, route, status);
    if (!isSame || !this.#hasTailOf(entry)) this.#updateTail(entry);
  }

  #updateHead(time: string, failed: boolean): void {
    this.#time = time;
    this.#failed = failed;
    this.head = encode(`{"level":"${failed ? 'warn' : 'info'}","time":"${time}"${this.#base},"request_id":"`);
  }

  #updateRequest(method: string, path: string, route: string | undefined, status: number): void {
    this.#method = method;
    this.#path = path;
    this.#route = route;
    this.#status = status;
    const what = escapeJson(method);
    const where = escapeJson(path);
    const routeField = route === undefined ? '' : `,"route":"${escapeJson(route)}"`;
    this.request = encode(
      `","method":"${what}","path":"${where}"${routeField},"status":${numeral(status)},"duration_ms":`,
    );
  }

  #hasTailOf({ remote, userAgent, bytesIn, bytesOut, outcome }: AccessEntry): boolean {
    return (
      bytesOut === this.#bytesOut &&
      bytesIn === this.#bytesIn &&
      remote === this.#remote &&
      userAgent === this.#userAgent &&
      outcome === this.#outcome
    );
  }

  #updateTail({ method, path, status, remote, userAgent, bytesIn, bytesOut, outcome }: AccessEntry): void {
    this.#remote = remote;
    this.#userAgent = userAgent;
    this.#bytesIn = bytesIn;
    this.#bytesOut = bytesOut;
    this.#outcome = outcome;
    this.tail = encode(
      `,"bytes_in":${numeral(bytesIn)},"bytes_out":${numeral(bytesOut)}` +
        (remote === undefined ? '' : `,"remote":"${escapeJson(remote)}"`) +
        (userAgent === undefined ? '' : `,"user_agent":"${escapeJson(userAgent)}"`) +
        (outcome === 'completed' ? '' : `,"outcome":"${outcome}"`) +
        `,"msg":"${escapeJson(method)} ${escapeJson(path)} ${numeral(status)}"}\n`,
    );
  }
}

const NOTHING = new Uint8Array();

function encode(text: string): Uint8Array {
  return Buffer.from(text);
}
