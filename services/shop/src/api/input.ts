import { z } from 'zod';
import { Problem } from './problem.ts';

/** A name that people choose and URLs carry, such as `ada` or `rope-20m`. */
export const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'expected 1 to 63 of a–z, 0–9 and -, not starting with -');

/**
 * One line of text that can be seen. PostgreSQL stores neither NUL nor half a surrogate pair; what ends a line, turns its
 * direction or hides in it is never meant, save for the two joiners that scripts and emoji need.
 */
export const line = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^(?:[\u200c\u200d]|[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}])*$/u, 'expected no control characters')
  .regex(/[\p{L}\p{N}\p{P}\p{S}]/u, 'expected something that can be seen');

/** How many rows a list answers with, unless it is asked for another number. */
export const PAGE = 50;

/** How many rows a list is asked for. */
export const limit = z.coerce.number().int().min(1).max(100).default(PAGE);

/**
 * The JSON body of a request.
 *
 * @throws Problem 415 where it isn't declared as JSON, 400 where it isn't JSON in UTF-8, 422 where it doesn't fit
 * `schema`
 */
export async function readBody<S extends z.ZodType>(request: Request, schema: S): Promise<z.output<S>> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/(?:json|[\w.-]+\+json)\s*(?:;|$)/i.test(type))
    throw new Problem(415, 'Send the body as application/json.');
  return fit(parse(await request.arrayBuffer()), schema, 422);
}

/**
 * The query parameters of a request's URL.
 *
 * @throws Problem 400 where they don't fit `schema`
 */
export function readQuery<S extends z.ZodType>(request: Request, schema: S): z.output<S> {
  return fit(Object.fromEntries(new URL(request.url).searchParams), schema, 400);
}

function parse(bytes: ArrayBuffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Problem(400, 'The body is not JSON in UTF-8.');
  }
}

function fit<S extends z.ZodType>(value: unknown, schema: S, status: number): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.map(({ path, message }) => ({
    pointer: pointer(path),
    detail: message,
  }));
  throw new Problem(status, 'The request does not have the expected form.', { errors });
}

/** A JSON pointer as a URI fragment, as in RFC 9457's own example. */
function pointer(path: readonly PropertyKey[]): string {
  const escaped = path.map((key) => String(key).replaceAll('~', '~0').replaceAll('/', '~1'));
  return ['#', ...escaped].join('/');
}
