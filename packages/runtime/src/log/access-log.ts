import type { Scope } from '../scope.ts';
import { NUMBER_SIZE, putAscii } from './encoding/ascii.ts';
import type { LogForm } from './form/index.ts';
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
  readonly form: LogForm;
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
export function createAccessLog({ writer, form, base, timestamp, level }: AccessLogParts): AccessLog {
  const repeated = new RepeatedParts(form, base);
  const { names, tracePrefix, access } = form;
  const { putDuration } = access;
  const traceField = `","${names.traceId}":"${tracePrefix}`;
  const spanField = `","${names.spanId}":"`;
  const fixedSize = traceField.length + spanField.length + NUMBER_SIZE;
  return (entry) => {
    const { status, outcome, scope, requestId } = entry;
    const failed = status >= 500 || outcome === 'cut';
    if (level() > (failed ? LevelNumber.warn : LevelNumber.info)) return;
    repeated.update(entry, timestamp(entry.endedAt), failed);
    const { head, request, tail } = repeated;
    const traceId = scope?.traceId ?? '';
    const spanId = scope?.spanId ?? '';
    const ids = requestId.length + traceId.length + spanId.length;
    const size = head.length + request.length + tail.length + ids + fixedSize;
    let at = writer.begin(size);
    const { bytes } = writer;
    bytes.set(head, at);
    at = putAscii(bytes, at + head.length, requestId);
    if (traceId !== '') at = putAscii(bytes, putAscii(bytes, at, traceField), traceId);
    if (spanId !== '') at = putAscii(bytes, putAscii(bytes, at, spanField), spanId);
    bytes.set(request, at);
    at = putDuration(bytes, at + request.length, entry.durationMs);
    bytes.set(tail, at);
    writer.commit(at + tail.length);
  };
}

/** The parts of a line that requests have in common, each made anew when it changes. */
class RepeatedParts {
  /** Up to the request's id. */
  head: Uint8Array = NOTHING;
  /** From behind the ids up to the duration. */
  request: Uint8Array = NOTHING;
  /** From behind the duration to the end. */
  tail: Uint8Array = NOTHING;
  readonly #heads: { readonly info: string; readonly warn: string };
  readonly #headEnd: string;
  readonly #form: LogForm['access'];
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

  constructor({ names, levels, access }: LogForm, base: string) {
    const head = (level: 'info' | 'warn') =>
      `{"${names.level}":"${levels[level] ?? level}","${names.time}":"`;
    this.#heads = { info: head('info'), warn: head('warn') };
    this.#headEnd = `"${base},"${names.requestId}":"`;
    this.#form = access;
  }

  update(entry: AccessEntry, time: string, failed: boolean): void {
    if (time !== this.#time || failed !== this.#failed) this.#updateHead(time, failed);
    const { method, path, route, status } = entry;
    const isSame =
      path === this.#path && status === this.#status && route === this.#route && method === this.#method;
    if (!isSame) this.#updateRequest(entry);
    if (!isSame || !this.#hasTailOf(entry)) this.#updateTail(entry);
  }

  #updateHead(time: string, failed: boolean): void {
    this.#time = time;
    this.#failed = failed;
    this.head = encode(`${this.#heads[failed ? 'warn' : 'info']}${time}${this.#headEnd}`);
  }

  #updateRequest(entry: AccessEntry): void {
    this.#method = entry.method;
    this.#path = entry.path;
    this.#route = entry.route;
    this.#status = entry.status;
    this.request = encode(this.#form.before(entry));
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

  #updateTail(entry: AccessEntry): void {
    this.#remote = entry.remote;
    this.#userAgent = entry.userAgent;
    this.#bytesIn = entry.bytesIn;
    this.#bytesOut = entry.bytesOut;
    this.#outcome = entry.outcome;
    this.tail = encode(`${this.#form.after(entry)}}\n`);
  }
}

const NOTHING = new Uint8Array();

function encode(text: string): Uint8Array {
  return Buffer.from(text);
}
