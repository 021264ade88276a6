/** No shedding. */
import { createServer } from 'node:http';
import { work } from './work.ts';

createServer(async (request, response) => {
  await work(request.url);
  response.end('done');
}).listen(Number(process.env['PORT']), process.env['HOST']);
