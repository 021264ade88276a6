import { EnvName } from '@seaworthy/contract';
import { pino, stdSerializers } from 'pino';
import { systemClock, type Clock } from '../clock.ts';
import { REDACTED } from '../config/index.ts';
import { createAccessLog, type AccessLog } from './access-log.ts';
import { logForm, type LogForm } from './form/index.ts';
import type { LogFormat, LogLevel } from './level.ts';
import type { Logger } from './logger.ts';
import { fieldsFirst } from './arguments/fields-first.ts';
import { redactFormatted } from './arguments/redact-formatted.ts';
import { formatBindings, scopeFieldsFor, type BoundLogger } from './fields/bound-fields.ts';
import { logValue } from './fields/log-value.ts';
import { OwnFields } from './fields/own-fields.ts';
import { openOutput, pinoStream, prettyWriter } from './output/open-output.ts';
import { loadPrettifier } from './output/pretty.ts';
import { readableArguments } from './arguments/readable-arguments.ts';
import { isoTimestamp } from './encoding/timestamp.ts';

/** What a log says of its service, and how. */
export interface LogOptions {
  readonly service: string;
  readonly version: string;
  readonly level: LogLevel;
  /** Which of several processes it is; absent: the only one, or their primary. */
  readonly process?: number | undefined;
  /** `pretty` falls back to `json` where pino-pretty is not installed; see {@link ServiceLog.shortfall}. */
  readonly format: LogFormat;
  /** Holds the pod's, namespace's and node's names by the downward API; a name that is absent is left out. And Google's project. */
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
  /** What the format does not do as things are, in a sentence; undefined where it does all. */
  readonly shortfall: string | undefined;
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
 * names, and, within a request, `request_id`, `trace_id` and `span_id`, by the names of its {@link LogForm}. Nothing is lost when the process exits by
 * `process.exit` or by an uncaught error; see `BufferedWriter` for a slow or closed reader.
 */
export function createLogger(options: LogOptions): ServiceLog {
  const { level, format, redact = [], clock = systemClock } = options;
  const form = logForm(format, options.env);
  const { names, levels } = form;
  const levelText = (name: string) => levels[name as LogLevel] ?? name;
  const timestamp = isoTimestamp(clock);
  const base = baseFields(form, options);
  const baseText = Object.entries(base)
    .map(([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`)
    .join('');
  const dropNotice = (count: number) =>
    `{"${names.level}":"${levelText('warn')}","${names.time}":"${timestamp()}"${baseText},"dropped":${count},` +
    `"${names.message}":"${count} log lines were dropped: the reader of standard output is too slow"}\n`;
  const output = openOutput(options.stream, clock, dropNotice);
  const prettify = format === 'pretty' ? loadPrettifier() : undefined;
  const writer = prettify === undefined ? output.writer : prettyWriter(output.writer, prettify);
  const own = new OwnFields(form, base);
  const logger = pino(
    {
      level,
      base,
      messageKey: names.message,
      timestamp: () => `,"${names.time}":"${timestamp()}"`,
      formatters: {
        level: (label) => ({ [names.level]: levelText(label) }),
        log: (fields) => form.fields(logValue(fields) as Record<string, unknown>),
      },
      serializers: {
        err: logValue,
        req: shownBy(stdSerializers.req),
        res: shownBy(stdSerializers.res),
      },
      mixin: (_fields, _level, logger) => scopeFieldsFor(logger as BoundLogger, form),
      mixinMergeStrategy: (fields, scope) => own.merge(fields, scope as Record<string, unknown>),
      hooks: { logMethod: logMethod(own) },
      redact: { paths: own.redactPaths(redact), censor: REDACTED },
    },
    pinoStream(writer, names.message),
  );
  formatBindings(logger, own, form);
  return {
    logger,
    access: createAccessLog({ writer, form, base: baseText, timestamp, level: () => logger.levelVal }),
    shortfall: format === 'pretty' && prettify === undefined ? withoutPrettifier : form.shortfall,
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

const withoutPrettifier = `${EnvName.logFormat}=pretty needs the package pino-pretty, which is not installed: lines stay JSON`;

function baseFields(form: LogForm, { service, version, process, env }: LogOptions): Record<string, unknown> {
  const fields = form.base({
    service,
    version,
    process,
    pod: env[EnvName.podName],
    namespace: env[EnvName.podNamespace],
    node: env[EnvName.nodeName],
  });
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Calls pino's own method so that it does not throw, whatever is logged. */
function logMethod(own: OwnFields) {
  return function call(
    this: Logger,
    args: unknown[],
    method: (this: Logger, ...args: unknown[]) => void,
  ): void {
    try {
      fieldsFirst(args);
      own.keepMessage(args);
      redactFormatted(args);
      method.apply(this, args);
    } catch {
      method.apply(this, readableArguments(args));
    }
  };
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
