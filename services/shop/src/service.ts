import { defineService } from '@seaworthy/runtime';
import { cacheStore } from '@seaworthy/runtime/cache';
import { createIdempotency } from '@seaworthy/runtime/idempotency';
import { createOutbox } from '@seaworthy/runtime/outbox';
import { transaction } from '@seaworthy/runtime/postgres';
import { redis } from '@seaworthy/runtime/redis';
import { postgresSessionStore } from '@seaworthy/runtime/sessions';
import { UPLOAD_HELD_BYTES } from '@seaworthy/runtime/uploads';
import { api } from './api/index.ts';
import { openDatabase } from './database/index.ts';
import { document } from './document.ts';
import { migrations } from './migrations.ts';
import { fulfilOrders, orders, pay, Payments, TOPIC } from './orders/index.ts';
import { Catalogue, openPhotos, PHOTO_BYTES, photos, products } from './products/index.ts';
import { addSamples } from './samples.ts';
import { settings } from './settings.ts';
import { session, users } from './users/index.ts';
import { signingKeys, Visitors } from './visitors/index.ts';
import { web } from './web/index.ts';
import { welcome } from './welcome.ts';

/** The shop: a JSON API and a page over PostgreSQL, and workers that have the orders paid and fulfil them. */
export const shop = defineService({
  name: 'shop',
  version: '0.1.0',
  description: 'Users, products and orders, and workers that have the orders paid and fulfil them.',
  configPrefix: 'SHOP_',
  config: settings,
  migrations: { list: migrations, database: ({ DATABASE_URL }) => DATABASE_URL },
  http: { bodies: { 'PUT /products/*/photo': { maxBytes: PHOTO_BYTES, heldBytes: UPLOAD_HELD_BYTES } } },
  dependencies: [
    { name: 'postgres', kind: 'postgres', critical: true, env: 'DATABASE_URL' },
    { name: 'redis', kind: 'redis', critical: false, env: 'REDIS_URL' },
    { name: 's3', kind: 's3', critical: false, env: 'S3_ENDPOINT' },
    { name: 'payments', kind: 'http', critical: false, env: 'PAYMENTS_URL' },
  ],
  async start(app) {
    const { DATABASE_URL: url, SHOP_DATABASE_CONNECTIONS: connections, SHOP_DATA_DIR: dataDir } = app.config;
    const { REDIS_URL: redisUrl, PAYMENTS_URL: paymentsUrl } = app.config;
    const db = await openDatabase(app, 'shop', { url, connections, dataDir });
    if (app.development) await addSamples(db);
    const client = redisUrl && (await app.use(redis({ url: redisUrl, critical: false })));
    const cache = await app.use(cacheStore(app, { name: 'catalogue', redis: client }));
    const catalogue = new Catalogue(db, cache);
    const photoStore = await openPhotos(app, {
      endpoint: app.config.S3_ENDPOINT,
      bucket: app.config.S3_BUCKET,
      accessKeyId: app.config.S3_ACCESS_KEY_ID,
      secretAccessKey: app.config.S3_SECRET_ACCESS_KEY,
      dataDir,
    });
    // Refused now rather than at the first login.
    signingKeys(app.config.SHOP_SESSION_KEYS, app);
    const visitors = new Visitors({
      store: postgresSessionStore(db),
      keys: () => signingKeys(app.config.SHOP_SESSION_KEYS, app),
      secure: !app.development,
    });
    const idempotency = createIdempotency({ db, transact: (work) => transaction(db, work) });
    const payments = paymentsUrl === undefined ? undefined : new Payments(paymentsUrl);
    const outbox =
      payments && createOutbox(app, { db, handlers: { [TOPIC]: pay(db, payments, app.log) }, ...patience });

    const every = { everyMs: () => app.config.SHOP_FULFIL_EVERY };
    if (payments !== undefined && outbox !== undefined) {
      app.check({ name: 'payments', critical: false, intervalMs: 1000, run: () => payments.check() });
      app.worker('payments', every, outbox.deliver);
    }
    app.worker('fulfil', every, async ({ finish }) => {
      const count = await fulfilOrders(db, finish);
      if (count > 0) app.log.info({ count }, 'orders fulfilled');
    });
    app.worker('expired sessions', { everyMs: 60_000 }, visitors.sweep);
    app.worker('expired keys', { everyMs: 60_000 }, idempotency.sweep);
    if (app.development) welcome(app);

    const resources = {
      '/': web(),
      '/users': users(db, visitors),
      '/session': session(db, visitors),
      '/products': products({ db, visitors, catalogue }).route(
        '/',
        photos({ db, visitors, catalogue, photos: photoStore }),
      ),
      '/orders': orders({ db, visitors, idempotency, outbox, clock: app.clock }),
      '/openapi.json': document(visitors.cookieName),
    };
    return api('shop', resources, app.log);
  },
});

/** Payments may be down for a night and more: an order is given up after about 16 hours. */
const patience = { retryMs: 250, maxRetryMs: 60_000, maxAttempts: 1000 };
