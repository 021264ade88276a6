import { z } from 'zod';
import type { Answer, Operation, Operations } from './operation.ts';

/** What a document says of the whole. */
export interface ApiInfo {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  /** The cookie that carries a session. */
  readonly cookie: string;
}

/** The OpenAPI 3.1 document of the operations. Its schemas are the zod schemas that the routes read by. */
export function openApi({ title, version, description, cookie }: ApiInfo, operations: Operations): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const [route, operation] of Object.entries(operations)) {
    const [method = '', path = ''] = route.split(' ');
    const item = (paths[path.replaceAll(/:(\w+)/g, '{$1}')] ??= {});
    item[method.toLowerCase()] = describe(route, path, operation);
  }
  return {
    openapi: '3.1.0',
    info: { title, version, description },
    servers: [{ url: '/' }],
    paths,
    components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: cookie } } },
  };
}

function describe(route: string, path: string, operation: Operation): object {
  const { summary, signedIn, answers } = operation;
  return {
    operationId: route.toLowerCase().replaceAll(/\W+/g, '_').replace(/_$/, ''),
    summary,
    ...(signedIn && { security: [{ session: [] }] }),
    parameters: parameters(path, operation),
    ...requestBody(operation),
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, answer]) => [status, response(answer)]),
    ),
  };
}

function parameters(path: string, { query, idempotent }: Operation): object[] {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    schema: jsonSchema(schema as z.ZodType, 'input'),
  }));
  const key = { name: 'Idempotency-Key', in: 'header', schema: { type: 'string', maxLength: 257 } };
  return [...inPath, ...inQuery, ...(idempotent ? [key] : [])];
}

function requestBody({ body, bytes }: Operation): { requestBody?: object } {
  if (body !== undefined) {
    const content = { 'application/json': { schema: jsonSchema(body, 'input') } };
    return { requestBody: { required: true, content } };
  }
  if (bytes === undefined) return {};
  return { requestBody: { required: true, content: Object.fromEntries(bytes.map((type) => [type, {}])) } };
}

function response({ description, type, schema }: Answer): object {
  if (type === undefined) return { description };
  return {
    description,
    content: { [type]: schema === undefined ? {} : { schema: jsonSchema(schema, 'output') } },
  };
}

/** OpenAPI 3.1 takes JSON Schema as it is, of the draft that zod writes. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...written } = z.toJSONSchema(schema, { io, unrepresentable: 'any', override: dates });
  return written;
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
