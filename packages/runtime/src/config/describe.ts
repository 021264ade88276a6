import { isDeepStrictEqual } from 'node:util';
import type { ConfigEntry } from '@seaworthy/contract';
import type * as z from 'zod';
import { formatDuration } from './duration.ts';
import { entryMeta, type EntryMeta } from './entry.ts';
import type { ConfigShape } from './resolve.ts';

/** The entries of a shape as the service's contract states them. A secret's default never shows, nor one
 * that counts in development only, nor one that no text stands for, such as an endless duration: zod does not hold defaults to
 * their schema. */
export function describeConfig(shape: ConfigShape): ConfigEntry[] {
  return Object.entries(shape).map(([env, schema]) => describeEntry(env, schema));
}

function describeEntry(env: string, schema: z.ZodType): ConfigEntry {
  const meta = entryMeta(schema);
  const { type = 'string', values, secret, reloadable, requiredInProduction, description } = meta;
  const absent = schema.safeParse(undefined);
  const isPublic = secret !== true && requiredInProduction !== true;
  const preset = absent.success && isPublic ? textOf(schema, meta, absent.data) : undefined;
  return {
    env,
    type,
    ...(values !== undefined && { values: [...values] }),
    required: !absent.success,
    ...(requiredInProduction === true && absent.success && { requiredInProduction }),
    ...(preset !== undefined && { default: preset }),
    ...(secret === true && { secret }),
    ...(reloadable === true && { reloadable }),
    ...(description !== undefined && { description }),
  };
}

/** The text that an entry reads as `value`; undefined where there is none. */
function textOf(schema: z.ZodType, { type }: EntryMeta, value: unknown): string | undefined {
  try {
    const text = format(type, value);
    // An empty text is read as absence.
    if (text === undefined || text === '') return text;
    const read = schema.safeParse(text);
    return read.success && isDeepStrictEqual(read.data, value) ? text : undefined;
  } catch {
    // What a transform of the entry throws, or JSON.stringify of what JSON has no form for.
    return undefined;
  }
}

function format(type: EntryMeta['type'], value: unknown): string | undefined {
  if (type === 'duration' && typeof value === 'number') return formatDuration(value);
  if (type === 'list' && Array.isArray(value)) return value.join(',');
  return typeof value === 'string' && type !== 'json' ? value : JSON.stringify(value);
}
