import type { App } from '@seaworthy/runtime';
import { cacheStore, type CacheStore } from '@seaworthy/runtime/cache';
import { createIdempotency, type Idempotency } from '@seaworthy/runtime/idempotency';
import { transaction } from '@seaworthy/runtime/postgres';
import { redis } from '@seaworthy/runtime/redis';
import { postgresSessionStore } from '@seaworthy/runtime/sessions';
import type { Uploads } from '@seaworthy/runtime/uploads';
import { openDatabase, type Database } from './database/index.ts';
import { Catalogue, openPhotos } from './products/index.ts';
import type { settings } from './settings.ts';
import { signingKeys, Visitors } from './visitors/index.ts';

/** What the shop keeps, and where: on servers, or embedded where none is configured. */
export interface Stores {
  readonly db: Database;
  readonly catalogue: Catalogue;
  readonly photos: Uploads;
  readonly visitors: Visitors;
  readonly idempotency: Idempotency;
}

/** Opens all of them at the same time: each waits for a server of its own. */
export async function openStores(app: App<typeof settings>): Promise<Stores> {
  const { config } = app;
  const [db, cache, photos] = await Promise.all([
    openDatabase(app, 'shop', {
      url: config.DATABASE_URL,
      connections: config.SHOP_DATABASE_CONNECTIONS,
      dataDir: config.SHOP_DATA_DIR,
    }),
    openCache(app),
    openPhotos(app, {
      endpoint: config.S3_ENDPOINT,
      bucket: config.S3_BUCKET,
      accessKeyId: config.S3_ACCESS_KEY_ID,
      secretAccessKey: config.S3_SECRET_ACCESS_KEY,
      dataDir: config.SHOP_DATA_DIR,
    }),
  ]);
  const visitors = new Visitors({
    // In the database, as users are: they outlive a Redis that forgets.
    store: postgresSessionStore(db),
    keys: () => signingKeys(app.config.SHOP_SESSION_KEYS),
    secure: !app.development,
  });
  const idempotency = createIdempotency({ db, transact: (work) => transaction(db, work) });
  return { db, catalogue: new Catalogue(db, cache), photos, visitors, idempotency };
}

async function openCache(app: App<typeof settings>): Promise<CacheStore> {
  const { REDIS_URL: url } = app.config;
  // A shop without its cache sells, only slower.
  const client = url && (await app.use(redis({ url, critical: false })));
  return app.use(cacheStore(app, { name: 'catalogue', redis: client }));
}
