import fastify from 'fastify';
import { host, port } from './address.ts';

const app = fastify();
app.get('/hello', () => ({ hello: 'world' }));
await app.listen({ port, host });
