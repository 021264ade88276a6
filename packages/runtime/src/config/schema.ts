import * as z from 'zod';
import { annotate, type EntryMeta } from './entry.ts';
import { parseDuration } from './duration.ts';
import { parseBytes, parseCpu } from './quantity.ts';
import { Secret } from './secret.ts';

/** Bounds of a number, both included. */
export interface Bounds {
  /** Default: none. */
  readonly min?: number;
  /** Default: none. */
  readonly max?: number;
}

/**
 * Builders of configuration entries. Each is a zod schema that reads text, or a typed value from a file, and can be
 * refined as any other (`optional`, `default`, `describe`, `refine`, `pipe`).
 */
export const config = {
  /** Text as it stands. The one type for which an empty environment variable is a value and not an absence. */
  string: (): z.ZodType<string> => reader({ type: 'string', expected: 'text' }, (text) => text),

  /** A whole number that a JavaScript number can hold exactly. */
  integer: (bounds: Bounds = {}): z.ZodType<number> =>
    numeric('integer', `a whole number${describeBounds(bounds)}`, bounds, Number.isSafeInteger),

  /** A finite number. */
  number: (bounds: Bounds = {}): z.ZodType<number> =>
    numeric('number', `a number${describeBounds(bounds)}`, bounds, Number.isFinite),

  /** A TCP port, 0 to 65535; 0 lets the system pick a free one. */
  port: (): z.ZodType<number> =>
    numeric('port', 'a port, 0 to 65535', { min: 0, max: 65_535 }, Number.isSafeInteger),

  /** `true`, `false`, `1`, `0`, `yes`, `no`, `on` or `off`, in any case. */
  boolean: (): z.ZodType<boolean> =>
    reader({ type: 'boolean', expected: 'true or false' }, (text) => booleans.get(text.trim().toLowerCase())),

  /** A duration (`250ms`, `30s`, `1h30m`, or a bare number of seconds), in milliseconds. */
  duration: (): z.ZodType<number> =>
    reader({ type: 'duration', expected: 'a duration, such as 250ms, 30s or 1h30m' }, parseDuration),

  /** A Kubernetes quantity of memory or storage (`400Mi`), in bytes. */
  bytes: (): z.ZodType<number> =>
    reader({ type: 'bytes', expected: 'an amount of bytes, such as 400Mi or 1G' }, parseBytes),

  /** A Kubernetes quantity of CPU (`500m`), in cores. */
  cpu: (): z.ZodType<number> =>
    reader({ type: 'cpu', expected: 'an amount of CPU, such as 2 or 500m' }, parseCpu),

  /**
   * An absolute URL, as the text that was given: what it is handed to (a driver, fetch) has rules of its own.
   *
   * `protocols` are the allowed ones, without the colon. Default: http and https.
   */
  url: ({
    protocols = ['http', 'https'],
  }: { readonly protocols?: readonly string[] } = {}): z.ZodType<string> =>
    reader(
      { type: 'url', expected: `a URL (${protocols.map((name) => `${name}://…`).join(' or ')})` },
      (text) => {
        const url = text.trim();
        return protocols.includes(URL.parse(url)?.protocol.slice(0, -1) ?? '') ? url : undefined;
      },
    ),

  /** One of the given values. */
  enum: <const V extends string>(values: readonly V[]): z.ZodType<V> =>
    reader({ type: 'enum', values, expected: `one of ${values.join(', ')}` }, (text) =>
      values.find((allowed) => allowed === text.trim()),
    ),

  /** Comma separated values, or a file's own list; blank ones are left out. Default of `of`: strings. */
  list: <T = string>(of: z.ZodType<T> = config.string() as z.ZodType<T>): z.ZodType<T[]> =>
    annotate(valueReader({ type: 'list', expected: 'a comma separated list' }, readItems).pipe(z.array(of)), {
      type: 'list',
    }),

  /** JSON text, or a file's own structure, that `schema` accepts. With a secret anywhere in it, all of it is one to messages. Default: any. */
  json: <T = unknown>(schema: z.ZodType<T> = z.unknown() as z.ZodType<T>): z.ZodType<T> =>
    annotate(valueReader({ type: 'json', expected: 'JSON' }, readJson).pipe(schema), { type: 'json' }),

  /** A value that never shows in logs, JSON or errors (see {@link Secret}). Default of `of`: text that is not empty. */
  secret: <T = string>(of: z.ZodType<T> = config.string() as z.ZodType<T>): z.ZodType<Secret<T>> =>
    annotate(
      of.transform((value) => new Secret(value)),
      { secret: true },
    ),

  /**
   * Keys that sign, such as those of session cookies: a list of secrets, one or more of 32 bytes or more each, the newest first. A key
   * shorter than the hash's own 32 bytes weakens HMAC-SHA256 (RFC 2104 §3).
   */
  signingKeys: (): z.ZodType<Secret[]> =>
    annotate(
      config
        .list(config.secret())
        .refine((keys) => keys.length > 0 && keys.every((key) => Buffer.byteLength(key.reveal()) >= 32)),
      {
        type: 'list',
        expected: 'keys of 32 bytes or more, separated by commas, the newest first',
      },
    ),
};

const booleans = new Map([
  ...['true', '1', 'yes', 'on'].map((text) => [text, true] as const),
  ...['false', '0', 'no', 'off'].map((text) => [text, false] as const),
]);

/** What a value must be; the message of every refusal that has none of its own. */
type Expectation = EntryMeta & { readonly expected: string };

/** A schema from a function that returns undefined, or throws a RangeError, for what it refuses. */
function valueReader<T>(meta: Expectation, read: (value: unknown) => T | undefined): z.ZodType<T> {
  const schema = z.unknown().transform((value, context): T => {
    const result = attempt(() => read(value));
    if (result !== undefined && !(result instanceof RangeError)) return result;
    const message = result instanceof RangeError ? result.message : `expected ${meta.expected}`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
  return annotate(schema, meta);
}

/** The same for what is written as text; numbers and booleans of a file are read as their text. */
function reader<T>(meta: Expectation, read: (text: string) => T | undefined): z.ZodType<T> {
  return valueReader(meta, (value) => {
    const isScalar = ['string', 'number', 'boolean', 'bigint'].includes(typeof value);
    return isScalar ? read(String(value)) : undefined;
  });
}

/** What `read` returns, or the RangeError that it throws. */
function attempt<T>(read: () => T): T | RangeError {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return error;
    throw error;
  }
}

function numeric(
  type: 'integer' | 'number' | 'port',
  expected: string,
  { min = -Infinity, max = Infinity }: Bounds,
  accepts: (value: number) => boolean,
): z.ZodType<number> {
  return reader({ type, expected }, (text) => {
    // Number('') is 0.
    const number = text.trim() === '' ? Number.NaN : Number(text);
    return accepts(number) && number >= min && number <= max ? number : undefined;
  });
}

function describeBounds({ min, max }: Bounds): string {
  if (min !== undefined && max !== undefined) return `, ${min} to ${max}`;
  if (min !== undefined) return `, at least ${min}`;
  return max === undefined ? '' : `, at most ${max}`;
}

function readItems(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'string') return value === undefined ? undefined : [value];
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function readJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    // JSON.parse quotes the text, which may hold a secret.
    return undefined;
  }
}
