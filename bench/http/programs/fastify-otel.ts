/** fastify with what its users add for production: pino's request log, a histogram of prom-client, @fastify/otel. */
import { FastifyOtelInstrumentation } from '@fastify/otel';
import fastify from 'fastify';
import { Histogram } from 'prom-client';
import { host, port } from './address.ts';

const duration = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Duration of requests.',
  labelNames: ['method', 'route', 'status'],
});

const app = fastify({ logger: true });
// Of its spans only the one that knows the route: by default each hook and handler has one of its own as well.
const tracing = new FastifyOtelInstrumentation({ instrumentHooks: false, instrumentHandler: false });
await app.register(tracing.plugin());
app.addHook('onResponse', (request, reply, done) => {
  const { method, routeOptions } = request;
  duration.observe(
    { method, route: routeOptions.url ?? '', status: reply.statusCode },
    reply.elapsedTime / 1e3,
  );
  done();
});
app.get('/hello', () => ({ hello: 'world' }));
await app.listen({ port, host });
