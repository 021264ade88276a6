/** fastify with what its users add for production: pino's request log, a histogram of prom-client, @fastify/otel. */
import { FastifyOtelInstrumentation } from '@fastify/otel';
import fastify from 'fastify';
import { host, port } from './address.ts';
import { observeRequests } from './observe-requests.ts';

const app = fastify({ logger: true });
// Of its spans only the one that knows the route: by default each hook and handler has one of its own as well.
const tracing = new FastifyOtelInstrumentation({ instrumentHooks: false, instrumentHandler: false });
await app.register(tracing.plugin());
observeRequests(app);
app.get('/hello', () => ({ hello: 'world' }));
await app.listen({ port, host });
