/** fastify, with its own request log by REQUEST_LOG=1. */
import fastify from 'fastify';
import { host, port } from './address.ts';

const app = fastify({ logger: process.env['REQUEST_LOG'] === '1' });
app.get('/hello', () => ({ hello: 'world' }));
await app.listen({ port, host });
