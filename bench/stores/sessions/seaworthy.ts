import { fastify, type FastifyReply, type FastifyRequest } from 'fastify';
import { Secret } from '@seaworthy/runtime';
import { createSessions, type SessionStore } from '@seaworthy/runtime/sessions';
import { newShopping } from './visitors.ts';

/** Our sessions in fastify. */
export function seaworthyApp(store: SessionStore) {
  const keys = [new Secret('k'.repeat(32))];
  const sessions = createSessions({
    store,
    keys: () => keys,
    initial: newShopping,
    cookie: { secure: false },
  });
  const load = ({ headers }: FastifyRequest, reply: FastifyReply) =>
    sessions.load(headers.cookie, (setCookie) => reply.header('set-cookie', setCookie));
  const app = fastify();
  app.get('/read', async (request, reply) => String((await load(request, reply)).data.visits));
  app.get('/change', async (request, reply) => {
    const session = await load(request, reply);
    return String(await session.update((data) => ++data.visits));
  });
  return app;
}
