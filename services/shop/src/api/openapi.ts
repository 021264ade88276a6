import type { z } from 'zod';
import type { Answer, Operation, Operations } from './operation.ts';
import { Schemas } from './schemas.ts';

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
  const schemas = new Schemas();
  const paths: Record<string, Record<string, object>> = {};
  for (const [route, operation] of Object.entries(operations)) {
    const [method = '', path = ''] = route.split(' ');
    const item = (paths[path.replaceAll(/:(\w+)/g, '{$1}')] ??= {});
    item[method.toLowerCase()] = describe(route, operation, schemas);
  }
  const session = { type: 'apiKey', in: 'cookie', name: cookie };
  return {
    openapi: '3.1.0',
    info: { title, version, description },
    servers: [{ url: '/' }],
    paths,
    components: { schemas: schemas.named, securitySchemes: { session } },
  };
}

function describe(route: string, operation: Operation, schemas: Schemas): object {
  const { summary, signedIn, answers } = operation;
  const responses = Object.entries(answers).map(([status, answer]) => [status, response(answer, schemas)]);
  return {
    operationId: route.toLowerCase().replaceAll(/\W+/g, '_').replace(/_$/, ''),
    summary,
    ...(signedIn && { security: [{ session: [] }] }),
    parameters: parameters(operation, schemas),
    ...requestBody(operation, schemas),
    responses: Object.fromEntries(responses),
  };
}

function parameters({ path, query, idempotent }: Operation, schemas: Schemas): object[] {
  const described = (place: 'path' | 'query', shape: z.ZodObject['shape'] = {}) =>
    Object.entries(shape).map(([name, schema]) => ({
      name,
      in: place,
      required: place === 'path',
      schema: schemas.write(schema as z.ZodType, 'input'),
    }));
  const key = { name: 'Idempotency-Key', in: 'header', schema: { type: 'string', maxLength: 257 } };
  return [
    ...described('path', path?.shape),
    ...described('query', query?.shape),
    ...(idempotent ? [key] : []),
  ];
}

function requestBody({ body, bytes }: Operation, schemas: Schemas): { requestBody?: object } {
  if (body !== undefined) {
    const content = { 'application/json': { schema: schemas.write(body, 'input') } };
    return { requestBody: { required: true, content } };
  }
  if (bytes === undefined) return {};
  return { requestBody: { required: true, content: Object.fromEntries(bytes.map((type) => [type, {}])) } };
}

function response({ description, type, schema, headers = {} }: Answer, schemas: Schemas): object {
  const body = schema === undefined ? {} : { schema: schemas.write(schema, 'output') };
  const told = Object.entries(headers).map(([name, text]) => [
    name,
    { description: text, schema: { type: 'string' } },
  ]);
  return {
    description,
    ...(told.length > 0 && { headers: Object.fromEntries(told) }),
    ...(type !== undefined && { content: { [type]: body } }),
  };
}
