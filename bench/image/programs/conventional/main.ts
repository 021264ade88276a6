/** What is usual: a framework and a log, unbundled. */
import fastify from 'fastify';
import { collectDefaultMetrics } from 'prom-client';

collectDefaultMetrics();
const app = fastify({ logger: true });
app.get('/', () => ({ hello: 'world' }));
await app.listen({ port: Number(process.env['PORT']), host: process.env['HOST'] ?? '127.0.0.1' });
