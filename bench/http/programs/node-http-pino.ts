/** node:http with an access log and a histogram of prom-client by hand: what a careful team would write. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import pino from 'pino';
import { host, port } from './address.ts';
import { listener } from './listener.ts';
import { requestDuration } from './request-duration.ts';

const log = pino();

createServer((request, response) => {
  const start = performance.now();
  const requestId = request.headers['x-request-id'] ?? randomUUID();
  response.once('finish', () => {
    const { method = '', url } = request;
    const durationMs = performance.now() - start;
    const status = response.statusCode;
    log.info({ requestId, method, url, status, durationMs }, 'request');
    // The listener knows one route only.
    requestDuration.observe({ method, route: status === 404 ? '' : '/hello', status }, durationMs / 1e3);
  });
  listener(request, response);
}).listen(port, host);
