import type { ConfigEntry } from '@seaworthy/contract';
import type * as z from 'zod';
import { formatDuration } from './duration.ts';
import { entryMeta, type EntryMeta } from './entry.ts';
import type { ConfigShape } from './resolve.ts';

/** The entries of a shape as the service's contract states them. A secret's default never shows, nor one
 * that counts in development only. */
export function describeConfig(shape: ConfigShape): ConfigEntry[] {
  return Object.entries(shape).map(([env, schema]) => describeEntry(env, schema));
}

function describeEntry(env: string, schema: z.ZodType): ConfigEntry {
  const meta = entryMeta(schema);
  const { type = 'string', values, secret, reloadable, requiredInProduction, description } = meta;
  const absent = schema.safeParse(undefined);
  const isPublic = secret !== true && requiredInProduction !== true;
  const hasDefault = absent.success && absent.data !== undefined && isPublic;
  return {
    env,
    type,
    ...(values !== undefined && { values: [...values] }),
    required: !absent.success,
    ...(requiredInProduction === true && absent.success && { requiredInProduction }),
    ...(hasDefault && { default: formatDefault(meta, absent.data) }),
    ...(secret === true && { secret }),
    ...(reloadable === true && { reloadable }),
    ...(description !== undefined && { description }),
  };
}

function formatDefault({ type }: EntryMeta, value: unknown): string {
  if (type === 'duration' && typeof value === 'number') return formatDuration(value);
  if (type === 'list' && Array.isArray(value)) return value.join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
