import cookie from '@fastify/cookie';
import fastifySession, { type FastifySessionOptions } from '@fastify/session';
import connectPg from 'connect-pg-simple';
import { RedisStore } from 'connect-redis';
import { fastify } from 'fastify';
import type { Pool } from 'pg';
import { createClient } from 'redis';
import { newShopping, type Shopping } from './visitors.ts';

type Store = NonNullable<FastifySessionOptions['store']>;

declare module 'fastify' {
  interface Session {
    shopping?: Shopping;
  }
}

/** `@fastify/session` with a store. It does not write a session that was only read, as it would by default. */
export function fastifySessionApp(store: Store) {
  const app = fastify();
  app.register(cookie);
  app.register(fastifySession, {
    secret: 'k'.repeat(32),
    store,
    rolling: false,
    saveUninitialized: false,
    cookie: { secure: false, maxAge: 1_800_000, sameSite: 'lax', httpOnly: true },
  });
  app.get('/read', async ({ session }) => String(session.shopping?.visits));
  app.get('/change', async ({ session }) => {
    const shopping = (session.shopping ??= newShopping());
    return String(++shopping.visits);
  });
  return app;
}

/** The store `connect-redis`, on a client of the package `redis`, as it needs. */
export async function connectRedis(url: string, opened: AsyncDisposableStack): Promise<Store> {
  const client = createClient({ url });
  await client.connect();
  opened.defer(() => client.destroy());
  return new RedisStore({ client });
}

/** The store `connect-pg-simple`, which makes its table. */
export function connectPgSimple(pool: Pool): Store {
  const PgStore = connectPg(fastifySession as unknown as Parameters<typeof connectPg>[0]);
  return new PgStore({ pool, createTableIfMissing: true, pruneSessionInterval: false }) as unknown as Store;
}
