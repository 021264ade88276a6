/** Fastify with @fastify/under-pressure, bounds as its documentation shows them. */
import underPressure from '@fastify/under-pressure';
import fastify from 'fastify';
import { work } from './work.ts';

const app = fastify();
await app.register(underPressure, {
  maxEventLoopDelay: 1_000,
  maxEventLoopUtilization: 0.98,
  retryAfter: 1,
});
app.get('/:what', (request) => answer(request.url));
await app.listen({ port: Number(process.env['PORT']), host: process.env['HOST'] ?? '127.0.0.1' });

async function answer(url: string): Promise<string> {
  await work(url);
  return 'done';
}
