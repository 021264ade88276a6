/** node:http with an access log by hand: what a careful team would write. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import pino from 'pino';
import { host, port } from './address.ts';
import { listener } from './listener.ts';

const log = pino();

createServer((request, response) => {
  const start = performance.now();
  const requestId = request.headers['x-request-id'] ?? randomUUID();
  response.once('finish', () => {
    const { method, url } = request;
    const durationMs = performance.now() - start;
    log.info({ requestId, method, url, status: response.statusCode, durationMs }, 'request');
  });
  listener(request, response);
}).listen(port, host);
