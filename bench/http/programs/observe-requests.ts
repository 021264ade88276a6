import type { FastifyInstance } from 'fastify';
import { requestDuration } from './request-duration.ts';

/** Counts fastify's requests in the histogram. */
export function observeRequests(app: Pick<FastifyInstance, 'addHook'>): void {
  app.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request;
    const seconds = reply.elapsedTime / 1e3;
    requestDuration.observe({ method, route: routeOptions.url ?? '', status: reply.statusCode }, seconds);
    done();
  });
}
