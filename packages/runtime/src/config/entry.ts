import type { ConfigEntry } from '@seaworthy/contract';
import * as z from 'zod';

/** What is known of an entry beyond its schema's own description. */
export interface EntryMeta {
  readonly type?: ConfigEntry['type'];
  /** The allowed values of an `enum`. */
  readonly values?: readonly string[];
  readonly secret?: boolean;
  readonly reloadable?: boolean;
  readonly requiredInProduction?: boolean;
  /** What a text must be, for the messages of a secret, whose own messages could quote it. */
  readonly expected?: string;
}

// Kept beside the schemas, not on them: zod hands it on to the clones that `describe` and `refine` make.
const registry = z.registry<EntryMeta>();

/** Notes `meta` for `schema`, and returns it. */
export function annotate<S extends z.ZodType>(schema: S, meta: EntryMeta): S {
  registry.add(schema, meta);
  return schema;
}

/**
 * Marks an entry as reloadable: a change of its file takes effect without a restart. Every other entry keeps its first
 * value, and a change of it is reported as needing a restart.
 */
export function reloadable<S extends z.ZodType>(schema: S): S {
  return annotate(schema.clone(), { ...registry.get(schema), reloadable: true });
}

/**
 * Marks an entry, optional or with a default, that only development may do without: where embedded stores are refused (in
 * Kubernetes, under `NODE_ENV=production` and in several processes, unless started with `--allow-embedded`) its absence is
 * an error of the configuration, and the default does not count. `migrate` may do without it everywhere, and takes the
 * default then: give the address of the database none.
 */
export function requiredInProduction<S extends z.ZodType>(schema: S): S {
  return annotate(schema.clone(), { ...registry.get(schema), requiredInProduction: true });
}

/** Everything noted for `schema` and for what it wraps by `optional`, `default`, `transform` and the like; outermost wins. */
export function entryMeta(schema: z.ZodType): EntryMeta & { readonly description?: string } {
  const { description } = schema;
  const inner = wrappedBy(schema);
  return {
    ...(inner === undefined ? nativeMeta(schema) : entryMeta(inner)),
    ...registry.get(schema),
    ...(holdsSecret(schema) && { secret: true }),
    ...(description !== undefined && { description }),
  };
}

/** Whether `schema`, or anything that it is made of, is a secret: what holds one must show no more of itself than that would. */
function holdsSecret(schema: z.ZodType, seen = new Set<z.ZodType>()): boolean {
  // A schema of trees is made of itself.
  if (seen.has(schema)) return false;
  seen.add(schema);
  return registry.get(schema)?.secret === true || partsOf(schema).some((part) => holdsSecret(part, seen));
}

/** Where a definition of zod's has the schemas that it is made of. */
const PARTS = [
  'innerType',
  'in',
  'out',
  'element',
  'rest',
  'valueType',
  'left',
  'right',
  'catchall',
] as const;

/** The same, of an object by name, of a union and of a tuple in a row. */
const LISTS = ['shape', 'options', 'items'] as const;

function partsOf(schema: z.ZodType): readonly z.ZodType[] {
  if (schema instanceof z.ZodLazy) return [schema.unwrap() as z.ZodType];
  const def = schema.def as Partial<Record<(typeof PARTS)[number] | (typeof LISTS)[number], unknown>>;
  const parts = [
    ...PARTS.map((name) => def[name]),
    ...LISTS.flatMap((name) => Object.values(def[name] ?? {})),
  ];
  return parts.filter((part): part is z.ZodType => part instanceof z.ZodType);
}

function wrappedBy(schema: z.ZodType): z.ZodType | undefined {
  const { innerType, in: input } = schema.def as { innerType?: z.ZodType; in?: z.ZodType };
  return innerType ?? input;
}

/** The type of a plain zod schema, where it is one that the contract knows. */
function nativeMeta(schema: z.ZodType): EntryMeta {
  if (schema instanceof z.ZodEnum) return { type: 'enum', values: schema.options.map(String) };
  if (schema instanceof z.ZodNumber) return { type: 'number' };
  if (schema instanceof z.ZodBoolean) return { type: 'boolean' };
  return { type: 'string' };
}
