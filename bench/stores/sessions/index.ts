import type { FastifyInstance } from 'fastify';
import { Redis } from 'ioredis';
import pg from 'pg';
import { postgresSessionStore, redisSessionStore, sessionsSchema } from '@seaworthy/runtime/sessions';
import { postgresMissing, PostgresServer } from '../../../packages/runtime/test/stores/postgres-server.ts';
import { redisMissing, RedisServer } from '../../../packages/runtime/test/stores/redis-server.ts';
import type { Contender, OpenPart, Part } from '../part.ts';
import { connectPgSimple, connectRedis, fastifySessionApp } from './fastify-session.ts';
import { seaworthyApp } from './seaworthy.ts';
import { visitors } from './visitors.ts';

/** What a request costs that reads its session, and one that changes it: the same fastify service, on real servers. */
export const sessionsPart: Part = {
  packages: ['@fastify/session', 'connect-redis', 'redis', 'connect-pg-simple', 'pg', 'ioredis', 'fastify'],
  open: openSessions,
};

async function openSessions(): Promise<OpenPart> {
  await using opening = new AsyncDisposableStack();
  const redis = await openRedis(opening);
  const postgres = await openPostgres(opening);
  const opened = opening.move();
  return {
    contenders: [...(redis ?? []), ...(postgres ?? [])],
    skipped: [
      ...(redis === undefined ? [missing('Redis', 'redis-server')] : []),
      ...(postgres === undefined ? [missing('PostgreSQL', 'postgresql')] : []),
    ],
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

async function openRedis(opened: AsyncDisposableStack): Promise<Contender[] | undefined> {
  const server = redisMissing === '' ? await RedisServer.start() : undefined;
  if (server === undefined) return undefined;
  opened.use(server);
  // Commands of one turn of the loop go in one packet, as those of the package `redis` always do.
  const client = new Redis(server.url, { enableAutoPipelining: true });
  opened.defer(() => client.disconnect());
  return [
    ...contenders('seaworthy', 'Redis', seaworthyApp(redisSessionStore(client))),
    ...contenders(
      '@fastify/session + connect-redis',
      'Redis',
      fastifySessionApp(await connectRedis(server.url, opened)),
    ),
  ];
}

async function openPostgres(opened: AsyncDisposableStack): Promise<Contender[] | undefined> {
  const server = postgresMissing === '' ? await PostgresServer.start() : undefined;
  if (server === undefined) return undefined;
  opened.use(server);
  const openPool = () => {
    const pool = new pg.Pool({ connectionString: server.url(), max: 10 });
    opened.defer(() => pool.end());
    return pool;
  };
  const ours = openPool();
  await ours.query(sessionsSchema);
  return [
    ...contenders('seaworthy', 'PostgreSQL', seaworthyApp(postgresSessionStore(ours))),
    ...contenders(
      '@fastify/session + connect-pg-simple',
      'PostgreSQL',
      fastifySessionApp(connectPgSimple(openPool())),
    ),
  ];
}

function contenders(name: string, server: string, app: FastifyInstance): Contender[] {
  const { read, change } = visitors(name, app);
  const counts = { count: 8_000, quickCount: 2_000 };
  return [
    { name, operation: `session load in ${server}`, ...counts, run: read },
    { name, operation: `session save in ${server}`, ...counts, run: change },
  ];
}

function missing(server: string, debian: string) {
  return { name: `session in ${server}`, reason: `${server} is not installed; Debian package ${debian}` };
}
