import type * as z from 'zod';
import { messageOf } from '../thrown.ts';
import { hideUserInfo } from '../user-info.ts';
import { entryMeta } from './entry.ts';
import { quoteReceived, type ConfigIssue } from './issue.ts';
import { REDACTED } from './secret.ts';
import type { Found, Sources } from './sources.ts';

/** The entries of a configuration, by environment variable name in upper snake case. */
export type ConfigShape = Readonly<Record<string, z.ZodType>>;

/** The parsed values of a shape. */
export type ConfigValues<Shape extends ConfigShape> = {
  readonly [Name in keyof Shape]: z.output<Shape[Name]>;
};

/** A shape's values and where each came from, or everything that is wrong. */
export interface Resolution {
  readonly values: Readonly<Record<string, unknown>>;
  /** As in `ConfigIssue.source`, or `default`. */
  readonly origins: Readonly<Record<string, string>>;
  /** Empty: the values are complete. */
  readonly issues: readonly ConfigIssue[];
}

/** How a shape is validated. */
export interface ResolveOptions {
  /** Whether what is required in production may be absent. */
  readonly embeddedAllowed: boolean;
  /** Where the values in force came from. Default: none is. */
  readonly inForce?: Resolution['origins'];
}

/**
 * Validates every variable of `shape` against what the sources hold.
 *
 * An empty text counts as absent, so that a manifest can blank a variable and an empty secret is never used; only a
 * plain string takes it as a value.
 */
export function resolveConfig(
  shape: ConfigShape,
  sources: Sources,
  { embeddedAllowed, inForce = {} }: ResolveOptions,
): Resolution {
  const values: Record<string, unknown> = {};
  const origins: Record<string, string> = {};
  const issues: ConfigIssue[] = [...sources.issues];
  for (const [name, schema] of Object.entries(shape)) {
    const isDemanded = !embeddedAllowed && entryMeta(schema).requiredInProduction === true;
    const found = strongest(schema, present(schema, sources.candidates(name), isDemanded, inForce[name]));
    const result = found.problem === undefined ? parseFound(schema, found, isDemanded) : undefined;
    if (result !== undefined && 'data' in result) {
      values[name] = result.data;
      origins[name] = found.value === undefined ? 'default' : found.source;
    } else if (result === undefined) {
      issues.push({ kind: 'file', variable: name, source: found.source, expected: found.problem ?? '' });
    } else if (found.source !== MISSING || sources.issues.length === 0) {
      // What is missing may stand in a file that could not be read.
      issues.push(...result.issues.map((issue) => describeRefusal(name, schema, found, issue)));
    }
  }
  return { values: Object.freeze(values), origins, issues };
}

const MISSING = 'missing';

const DEMANDED = 'it may be absent in development only (in one process), or with --allow-embedded';

/** What zod says of a refused value. */
type Refusal = Pick<z.core.$ZodIssue, 'path' | 'message'>;

/** A list reads its items by itself, as they were written; where its schema takes no text, such as `z.number()`, as YAML reads them. */
function parseFound(schema: z.ZodType, { value, items }: Found, isDemanded: boolean) {
  const isList = items !== undefined && entryMeta(schema).type === 'list';
  const written = isList ? parse(schema, items, isDemanded) : undefined;
  return written !== undefined && 'data' in written ? written : parse(schema, value, isDemanded);
}

/** zod lets through what a transform or a refinement throws; here it refuses the value. */
function parse(
  schema: z.ZodType,
  value: unknown,
  isDemanded: boolean,
): { data: unknown } | { issues: readonly Refusal[] } {
  if (value === undefined && isDemanded) return { issues: [{ path: [], message: DEMANDED }] };
  try {
    const result = schema.safeParse(value);
    return result.success ? { data: result.data } : { issues: result.error.issues };
  } catch (error) {
    return { issues: [{ path: [], message: `not usable: ${hideUserInfo(messageOf(error), REDACTED)}` }] };
  }
}

/**
 * What there is of the sources. The file of a reloadable entry may come later, as that of a key in an optional Secret does,
 * where the entry itself may be absent. Any other file that is missing is a mistake, one that was there above all.
 */
function present(
  schema: z.ZodType,
  candidates: readonly Found[],
  isDemanded: boolean,
  inForce: string | undefined,
): readonly Found[] {
  if (entryMeta(schema).reloadable !== true || 'issues' in parse(schema, undefined, isDemanded))
    return candidates;
  return candidates.filter(({ absent, source }) => absent !== true || source === inForce);
}

function strongest(schema: z.ZodType, candidates: readonly Found[]): Found {
  const { type, secret } = entryMeta(schema);
  const takesEmpty = type === 'string' && secret !== true;
  const found = candidates.find(({ value }) => takesEmpty || value !== '');
  const [empty] = candidates;
  return found ?? { source: empty === undefined ? MISSING : `${empty.source}, empty` };
}

function describeRefusal(variable: string, schema: z.ZodType, found: Found, issue: Refusal): ConfigIssue {
  const { secret, expected, type } = entryMeta(schema);
  const { value, source } = found;
  if (issue.message === DEMANDED)
    return { kind: 'value', variable, source, expected: `expected ${expected ?? 'a value'}; ${DEMANDED}` };
  // A refinement's own message could quote the value.
  if (secret === true) {
    const within = issue.path.length === 0 ? '' : ', with other values in it';
    return { kind: 'value', variable, source, expected: `expected ${expected ?? 'another value'}${within}` };
  }
  const place = issue.path.length === 0 ? '' : `at ${issue.path.join('.')}: `;
  const hint = type === 'port' && isServiceLink(value) ? SERVICE_LINK_HINT : '';
  const problem = { kind: 'value', variable, source, expected: `${place}${issue.message}${hint}` } as const;
  return value === undefined ? problem : { ...problem, received: quoteReceived(value) };
}

const SERVICE_LINK_HINT =
  ' (Kubernetes sets this variable for a Service of that name; set enableServiceLinks: false in the pod)';

/** Whether a value is one of the variables that the kubelet adds per Service (pkg/kubelet/envvars/envvars.go). */
function isServiceLink(value: unknown): boolean {
  return typeof value === 'string' && /^(tcp|udp|sctp):\/\//.test(value);
}
