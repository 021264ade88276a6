import { postgresMissing, PostgresServer } from '../../packages/runtime/test/stores/postgres-server.ts';
import { redisMissing, RedisServer } from '../../packages/runtime/test/stores/redis-server.ts';
import { s3Missing, S3Server } from '../../packages/runtime/test/stores/s3-server.ts';

/** The servers that the shop needs. Disposing of it ends them. */
export interface ShopServers extends AsyncDisposable {
  /** What the shop is told of them. */
  readonly env: Readonly<Record<string, string>>;
}

/** Why they can't be had here; empty when they can. */
export const shopServersMissing: string = `${postgresMissing}${redisMissing}${s3Missing}`.trim();

/** Starts real PostgreSQL, Redis and S3, empty. */
export async function startShopServers(): Promise<ShopServers> {
  await using opening = new AsyncDisposableStack();
  const postgres = opening.use(await PostgresServer.start());
  const redis = opening.use(await RedisServer.start());
  const bucket = opening.use(await S3Server.start());
  const opened = opening.move();
  return {
    env: {
      DATABASE_URL: postgres.url(),
      REDIS_URL: redis.url,
      S3_ENDPOINT: bucket.endpoint,
      S3_BUCKET: 'test',
      S3_ACCESS_KEY_ID: 'test',
      S3_SECRET_ACCESS_KEY: 'test-secret',
      SHOP_SESSION_KEYS: 'of the bench alone: it signs nothing',
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
