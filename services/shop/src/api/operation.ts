import { z } from 'zod';

/** What one route takes and answers, for the document. */
export interface Operation {
  readonly summary: string;
  /** The parameters of the path. */
  readonly path?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** The body, as JSON. */
  readonly body?: z.ZodType;
  /** The body, of other types than JSON. */
  readonly bytes?: readonly string[];
  /** Whether one must be logged in. Default false. */
  readonly signedIn?: true;
  /** Whether it is safe to repeat under an Idempotency-Key. Default false. */
  readonly idempotent?: true;
  readonly answers: Readonly<Record<number, Answer>>;
}

/** Routes by method and path, as hono writes them: `GET /users/:id`. */
export type Operations = Readonly<Record<string, Operation>>;

/** One answer of a route. */
export interface Answer {
  readonly description: string;
  /** Media type of the body. Default: none. */
  readonly type?: string;
  /** The body, where it is JSON. */
  readonly schema?: z.ZodType;
  /** What its headers say, by name. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer with a JSON body, or none. */
export function answer(description: string, schema?: z.ZodType, headers: Answer['headers'] = {}): Answer {
  return { description, headers, ...(schema !== undefined && { type: 'application/json', schema }) };
}

/** The header of an answer that tells where what was made is found. */
export const LOCATED = { Location: 'Path of it.' };

/** `application/problem+json` (RFC 9457), as every refusal is answered. */
const problem = z
  .object({
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });

/** The refusals of a route, by what they mean there. */
export function problems(meanings: Readonly<Record<number, string>>): Record<number, Answer> {
  const refusal = (description: string) => ({
    description,
    type: 'application/problem+json',
    schema: problem,
  });
  return Object.fromEntries(Object.entries(meanings).map(([status, text]) => [status, refusal(text)]));
}
