/** fastify with its own request log, and a histogram of prom-client. */
import fastify from 'fastify';
import { host, port } from './address.ts';
import { observeRequests } from './observe-requests.ts';

const app = fastify({ logger: true });
observeRequests(app);
app.get('/hello', () => ({ hello: 'world' }));
await app.listen({ port, host });
