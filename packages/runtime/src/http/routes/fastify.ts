import type { IncomingMessage } from 'node:http';
import { setRoute } from './set-route.ts';

interface FastifyRequest {
  readonly raw: IncomingMessage;
  readonly routeOptions: { readonly url?: string | undefined };
}

interface Fastify {
  addHook(
    name: 'onRequest',
    hook: (request: FastifyRequest, reply: unknown, done: () => void) => void,
  ): unknown;
}

/** Makes a fastify application tell its routes. Call it before `app.ready()`. */
export function fastifyRoutes(app: Fastify): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.routeOptions.url !== undefined) setRoute(request.raw, request.routeOptions.url);
    done();
  });
}
