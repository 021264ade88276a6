/** fastify and close-with-grace as the latter's README shows them. */
import closeWithGrace from 'close-with-grace';
import fastify from 'fastify';
import { setTimeout } from 'node:timers/promises';
import { address, SLOW_MS } from './handler.ts';

const app = fastify();
app.get('/', () => 'hello\n');
app.get('/slow', async () => {
  await setTimeout(SLOW_MS);
  return 'hello\n';
});
closeWithGrace({ delay: 25_000 }, async () => {
  await app.close();
});
await app.listen({ port: address.port, host: address.host ?? '' });
