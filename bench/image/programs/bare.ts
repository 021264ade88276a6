/** The least that Node can do. */
import { createServer } from 'node:http';

createServer((_request, response) => response.end('{"hello":"world"}')).listen(
  Number(process.env['PORT']),
  process.env['HOST'],
);
