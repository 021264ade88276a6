import type { Scope } from '../scope.ts';
import { escapeJson, rememberingEscape } from './json-string.ts';
import { LevelNumber } from './level.ts';
import type { LineWriter } from './line-writer.ts';

/**
 * How a request ended: `completed`; `aborted` by the client before the end of the response; `cut` by the server, at the
 * drain's deadline or for breaking a limit.
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
  /** Bytes of the request. */
  readonly bytesIn: number;
  /** Bytes of the response. */
  readonly bytesOut: number;
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
  readonly timestamp: () => string;
  /** The logger's present level as pino's number. */
  readonly level: () => number;
}

/**
 * An access log whose lines have the form of the logger's own. It is written by hand, since every request pays for it:
 * no object is built, and what is the same in each line is built once (`bench:http` measures the whole path).
 *
 * Requests are `info`; answers of 500 and above, and responses that the server cut, are `warn`: the error itself was
 * logged where it happened, and lines from `error` on are not buffered.
 */
export function createAccessLog({ writer, base, timestamp, level }: AccessLogParts): AccessLog {
  const info = '{"level":"info","time":"';
  const warn = '{"level":"warn","time":"';
  const fields = `"${base},"request_id":"`;
  const escapeMethod = rememberingEscape();
  const escapeRoute = rememberingEscape();
  const escapeRemote = rememberingEscape();
  const escapeUserAgent = rememberingEscape();
  return (entry) => {
    const { status, outcome } = entry;
    const failed = status >= 500 || outcome === 'cut';
    if (level() > (failed ? LevelNumber.warn : LevelNumber.info)) return;
    const { scope, remote, userAgent, route } = entry;
    const method = escapeMethod(entry.method);
    const path = escapeJson(entry.path);
    let line = `${failed ? warn : info}${timestamp()}${fields}${escapeJson(entry.requestId)}`;
    if (scope?.traceId !== undefined) line += `","trace_id":"${escapeJson(scope.traceId)}`;
    if (scope?.spanId !== undefined) line += `","span_id":"${escapeJson(scope.spanId)}`;
    line += `","method":"${method}","path":"${path}`;
    if (route !== undefined) line += `","route":"${escapeRoute(route)}`;
    line +=
      `","status":${numeral(status)},"duration_ms":${milliseconds(entry.durationMs)}` +
      `,"bytes_in":${numeral(entry.bytesIn)},"bytes_out":${numeral(entry.bytesOut)}`;
    if (remote !== undefined) line += `,"remote":"${escapeRemote(remote)}"`;
    if (userAgent !== undefined) line += `,"user_agent":"${escapeUserAgent(userAgent)}"`;
    if (outcome !== 'completed') line += `,"outcome":"${outcome}"`;
    writer.write(`${line},"msg":"${method} ${path} ${numeral(status)}"}\n`, false);
  };
}

/** As JSON.stringify writes it: JSON has no NaN and no Infinity. */
function numeral(value: number): string {
  return Number.isFinite(value) ? String(value) : 'null';
}

/** To the microsecond, from whole numbers: writing a fraction out takes V8 eight times as long. */
function milliseconds(value: number): string {
  const micros = Math.round(value * 1000);
  if (!(micros >= 0 && micros <= Number.MAX_SAFE_INTEGER)) return numeral(value);
  const rest = micros % 1000;
  return `${Math.floor(micros / 1000)}.${rest < 10 ? '00' : rest < 100 ? '0' : ''}${rest}`;
}
