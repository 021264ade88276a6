/** No shedding. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { work } from './work.ts';

createServer((request, response) => void answer(request, response)).listen(
  Number(process.env['PORT']),
  process.env['HOST'],
);

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  await work(request.url);
  response.end('done');
}
