import { EnvName } from '@seaworthy/contract';
import { pino, stdSerializers, symbols } from 'pino';
import { systemClock, type Clock } from '../clock.ts';
import { REDACTED } from '../config/index.ts';
import { currentScope } from '../scope.ts';
import { createAccessLog, type AccessLog } from './access-log.ts';
import { BufferedWriter } from './output/buffered-writer.ts';
import { LevelNumber, type LogFormat, type LogLevel } from './level.ts';
import type { LineWriter } from './output/line-writer.ts';
import type { Logger } from './logger.ts';
import { fieldsFirst } from './arguments/fields-first.ts';
import { redactFormatted } from './arguments/redact-formatted.ts';
import { logValue } from './fields/log-value.ts';
import { withoutExcess } from './encoding/long-line.ts';
import { OwnFields } from './fields/own-fields.ts';
import { loadPrettifier, type Prettifier } from './output/pretty.ts';
import { readableArguments } from './arguments/readable-arguments.ts';
import { standardOutput } from './output/standard-output.ts';
import { TextWriter } from './output/text-writer.ts';
import { isoTimestamp } from './encoding/timestamp.ts';

/** What a log says of its service, and how. */
export interface LogOptions {
  readonly service: string;
  readonly version: string;
  readonly level: LogLevel;
  /** Which of several processes it is; absent: the only one, or their primary. */
  readonly process?: number | undefined;
  /** `pretty` falls back to `json` where pino-pretty is not installed. */
  readonly format: LogFormat;
  /** Holds the pod's, namespace's and node's names by the downward API; a name that is absent is left out. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * Paths to redact, in pino's form, besides the names of credentials, which are redacted anywhere. Avoid wildcards: each
   * costs several microseconds a line.
   */
  readonly redact?: readonly string[];
  /** Receives each line at once. Default: standard output, buffered for at most 50 ms, from `error` on not at all. */
  readonly stream?: { write(line: string): unknown };
  /** Default: the system's. */
  readonly clock?: Clock;
}

/** A service's log. Disposing of it flushes it and lets the process's end be. */
export interface ServiceLog extends Disposable {
  readonly logger: Logger;
  readonly access: AccessLog;
  /** False where it falls back to `json`. */
  readonly hasFormat: boolean;
  /** Changes the level of the logger, and of its children that have no level of their own. */
  readonly setLevel: (level: LogLevel) => void;
  /**
   * Writes everything out before it returns. For a reader that takes nothing it gives up after a second, and after five
   * in any case.
   */
  readonly flush: () => void;
  /**
   * For the end of the process: gives all flushes from now on, that at its exit included, `ms` milliseconds together, and
   * waits only once for a reader that takes nothing.
   */
  readonly flushWithin: (ms: number) => void;
  /**
   * Writes `lines` whole lines of another process, as they are and at once.
   *
   * @returns false where the reader is behind: the rest should wait
   */
  readonly relay: (text: string, lines: number) => boolean;
  /** How many lines were lost so far, because standard output was too slow for them or had gone. */
  readonly lostLines: () => number;
}

/**
 * Opens a service's log: one JSON object a line on standard output, with `level`, `time`, `service`, `version`, the pod's
 * names, and, within a request, `request_id`, `trace_id` and `span_id`. Nothing is lost when the process exits by
 * `process.exit` or by an uncaught error; see {@link BufferedWriter} for a slow or closed reader.
 */
export function createLogger(options: LogOptions): ServiceLog {
  const { level, format, redact = [], clock = systemClock } = options;
  const timestamp = isoTimestamp(clock);
  const base = baseFields(options);
  const baseText = Object.entries(base)
    .map(([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`)
    .join('');
  const dropNotice = (count: number) =>
    `{"level":"warn","time":"${timestamp()}"${baseText},"dropped":${count},` +
    `"msg":"${count} log lines were dropped: the reader of standard output is too slow"}\n`;
  const output = openOutput(options, clock, dropNotice);
  const prettify = format === 'pretty' ? loadPrettifier() : undefined;
  const writer = prettify === undefined ? output.writer : prettyWriter(output.writer, prettify);
  const own = new OwnFields(base);
  const logger = pino(
    {
      level,
      base,
      timestamp: () => `,"time":"${timestamp()}"`,
      formatters: { level: (label) => ({ level: label }), log: logFields },
      serializers: {
        err: logValue,
        req: shownBy(stdSerializers.req),
        res: shownBy(stdSerializers.res),
      },
      mixin: (_fields, _level, logger) => scopeFields((logger as BoundLogger)[BOUND_IDS]),
      mixinMergeStrategy: (fields, scope) => own.merge(fields, scope as Record<string, unknown>),
      hooks: { logMethod },
      redact: { paths: own.redactPaths(redact), censor: REDACTED },
    },
    pinoStream(writer),
  );
  formatBindings(logger, own);
  return {
    logger,
    access: createAccessLog({ writer, base: baseText, timestamp, level: () => logger.levelVal }),
    hasFormat: format === 'json' || prettify !== undefined,
    setLevel: (level) => {
      logger.level = level;
    },
    flush: () => writer.flush(),
    flushWithin: output.flushWithin,
    relay: output.relay,
    lostLines: output.lostLines,
    [Symbol.dispose]: output.close,
  };
}

function baseFields({ service, version, process, env }: LogOptions): Record<string, string | number> {
  const fields = {
    service,
    version,
    process,
    pod: env[EnvName.podName],
    namespace: env[EnvName.podNamespace],
    node: env[EnvName.nodeName],
  };
  return Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, string | number] => field[1] !== undefined),
  );
}

function logFields(fields: Record<string, unknown>): Record<string, unknown> {
  return logValue(fields) as Record<string, unknown>;
}

/** Calls pino's own method so that it does not throw, whatever is logged. */
function logMethod(this: Logger, args: unknown[], method: (this: Logger, ...args: unknown[]) => void): void {
  try {
    fieldsFirst(args);
    OwnFields.keepMessage(args);
    redactFormatted(args);
    method.apply(this, args);
  } catch {
    method.apply(this, readableArguments(args));
  }
}

/** A serializer of pino's, of which what is no request or response is shown as it is. */
function shownBy<T>(serialize: (value: T) => unknown): (value: T) => unknown {
  return (value) => {
    try {
      return logValue(serialize(value));
    } catch {
      return logValue(value);
    }
  };
}

/** @param bound names that the logger is bound to: each stands in its lines already */
function scopeFields(bound?: readonly string[]): Record<string, string> {
  const fields: Record<string, string> = {};
  const scope = currentScope();
  if (scope?.requestId !== undefined) fields['request_id'] = scope.requestId;
  if (scope?.traceId !== undefined) fields['trace_id'] = scope.traceId;
  if (scope?.spanId !== undefined) fields['span_id'] = scope.spanId;
  if (bound !== undefined) for (const name of bound) delete fields[name];
  return fields;
}

const BOUND_IDS = Symbol('names of a scope’s fields that the logger is bound to');

type BoundLogger = Logger & { [BOUND_IDS]?: readonly string[] };

/** pino formats each line's own fields, but not what a logger is bound to. Children inherit this from their parent. */
function formatBindings(logger: Logger, own: OwnFields): void {
  const prototype = Object.getPrototypeOf(logger) as { child: Child; setBindings: SetBindings };
  const bind = (fields: pino.Bindings) => own.bind(fields, scopeFields());
  const remember = (of: BoundLogger, fields: pino.Bindings) => {
    const ids = own.idsAmong(fields);
    if (ids.length > 0) of[BOUND_IDS] = [...(of[BOUND_IDS] ?? []), ...ids];
  };
  const child: Child = function child(bindings, options) {
    const fields = bind(bindings);
    const made = prototype.child.call(this, fields, options);
    remember(made, fields);
    return made;
  };
  const setBindings: SetBindings = function setBindings(bindings) {
    const fields = bind(bindings);
    prototype.setBindings.call(this, fields);
    remember(this, fields);
  };
  Object.assign(logger, { child, setBindings });
}

type SetBindings = (this: Logger, bindings: pino.Bindings) => void;

type Child = (this: Logger, bindings: pino.Bindings, options?: pino.ChildLoggerOptions) => Logger;

function openOutput(
  { stream }: LogOptions,
  clock: Clock,
  dropNotice: (count: number) => string,
): Pick<ServiceLog, 'flushWithin' | 'relay' | 'lostLines'> & { writer: LineWriter; close: () => void } {
  if (stream !== undefined)
    return {
      writer: new TextWriter(
        (line) => stream.write(line),
        () => {},
      ),
      relay(text) {
        stream.write(text);
        return true;
      },
      flushWithin() {},
      lostLines: () => 0,
      close() {},
    };
  const writer = new BufferedWriter({ clock, dropNotice, write: standardOutput() });
  const end = () => writer.end();
  process.on('exit', end);
  const close = () => {
    process.off('exit', end);
    writer.end();
  };
  const relay = (text: string, lines: number) => {
    writer.write(text, true, lines);
    return !writer.stalled;
  };
  return {
    writer,
    flushWithin: (ms) => writer.flushWithin(ms),
    relay,
    lostLines: () => writer.lost,
    close,
  };
}

function prettyWriter(writer: LineWriter, prettify: Prettifier): LineWriter {
  return new TextWriter(
    (line, urgent) => writer.write(prettify(line), urgent),
    () => writer.flush(),
  );
}

/** pino tells a stream each line's level beforehand, where it is asked to. */
function pinoStream(writer: LineWriter) {
  return {
    [symbols.needsMetadataGsym]: true as const,
    lastLevel: 0,
    write(line: string): void {
      writer.write(withoutExcess(line), this.lastLevel >= LevelNumber.error);
    },
    flushSync: () => writer.flush(),
  };
}
