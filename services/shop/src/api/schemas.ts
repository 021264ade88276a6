import { z } from 'zod';

/** Where zod writes schemas that have an `id`, and where OpenAPI looks for them. */
const [WRITTEN, LOOKED_FOR] = ['"#/$defs/', '"#/components/schemas/'];

/** JSON Schemas, which OpenAPI 3.1 takes as they are, of the draft that zod writes. */
export class Schemas {
  /** Those that have an `id`, by it. */
  readonly named: Record<string, object> = {};

  /** A schema as JSON Schema: of what is sent (`input`), or of what is answered. */
  write(schema: z.ZodType, io: 'input' | 'output'): object {
    const {
      $schema: _,
      $defs = {},
      ...written
    } = relocated(z.toJSONSchema(schema, { io, unrepresentable: 'any', override: dates }));
    Object.assign(this.named, $defs);
    return written;
  }
}

function relocated(schema: object): { $schema?: string; $defs?: Record<string, object> } {
  return JSON.parse(JSON.stringify(schema).replaceAll(WRITTEN, LOOKED_FOR)) as object;
}

/** A `Date` is text in JSON. */
function dates({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: { _zod: { def: { type: string } } };
  jsonSchema: object;
}): void {
  if (zodSchema._zod.def.type === 'date') Object.assign(jsonSchema, { type: 'string', format: 'date-time' });
}
