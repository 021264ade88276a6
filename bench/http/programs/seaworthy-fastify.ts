/** The whole hot path of ours over fastify. */
import { defineService, fastifyRoutes } from '@seaworthy/runtime';
import fastify from 'fastify';

await defineService({
  name: 'hello',
  version: '1.0.0',
  async start() {
    const app = fastify();
    fastifyRoutes(app);
    app.get('/hello', () => ({ hello: 'world' }));
    await app.ready();
    return { listener: (request, response) => app.routing(request, response) };
  },
}).run();
