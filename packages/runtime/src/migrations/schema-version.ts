import type { RuntimeEvent } from '../events.ts';
import type { Plan } from './plan.ts';

/** The event that tells both versions: the database's and the code's. */
export function schemaEvent({ pending, newer }: Plan, database: number, code: number): SchemaEvent {
  const state = pending.length > 0 ? 'older' : newer.length > 0 ? 'newer' : 'current';
  return { type: 'schema', state, database, code };
}

/** See {@link RuntimeEvent}. */
export type SchemaEvent = Extract<RuntimeEvent, { readonly type: 'schema' }>;
