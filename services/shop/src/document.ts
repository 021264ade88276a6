import { Hono } from 'hono';
import { openApi } from './api/index.ts';
import { orderOperations } from './orders/index.ts';
import { productOperations } from './products/index.ts';
import { userOperations } from './users/index.ts';
import { version } from './version.generated.ts';

/** `GET /openapi.json`: the API as an OpenAPI 3.1 document. `cookie` is the name of the session's. */
export function document(cookie: string): Hono {
  const info = {
    title: 'The shop',
    version,
    description:
      'Refusals that any route may give are not repeated at each: 400, 403, 413, 415 and 422 for requests of another form, 401 where one must be logged in, 503 while a server that it needs cannot answer.',
    cookie,
  };
  const operations = { ...userOperations, ...productOperations, ...orderOperations };
  let text: string | undefined;
  return new Hono().get('/', (c) => {
    // Writing all schemas down takes a twentieth of a start, and few ask for it.
    text ??= JSON.stringify(openApi(info, operations));
    return c.body(text, 200, { 'content-type': 'application/json' });
  });
}
