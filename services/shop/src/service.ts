import { config, defineService, reloadable } from '@seaworthy/runtime';
import { api } from './api.ts';
import { openDatabase } from './database/index.ts';
import { fulfilOrders, orders, Payments } from './orders/index.ts';
import { Catalogue, products, redisCache } from './products/index.ts';
import { schema } from './schema.ts';
import { users } from './users/index.ts';
import { welcome } from './welcome.ts';

/** The shop: a JSON API over PostgreSQL, and a worker that fulfils the orders placed through it. */
export const shop = defineService({
  name: 'shop',
  version: '0.1.0',
  description: 'Users, products and orders, and a worker that fulfils the orders.',
  configPrefix: 'SHOP_',
  config: {
    DATABASE_URL: config
      .secret(config.url({ protocols: ['postgres', 'postgresql'] }))
      .optional()
      .describe('The PostgreSQL server. Unset: an embedded one, for development only.'),
    SHOP_DATABASE_CONNECTIONS: config
      .integer({ min: 1, max: 100 })
      .default(10)
      .describe('The most connections to the PostgreSQL server that one replica holds.'),
    SHOP_DATA_DIR: config
      .string()
      .optional()
      .describe('Folder of the embedded database. Unset: in memory, gone when the process ends.'),
    REDIS_URL: config
      .secret(config.url({ protocols: ['redis', 'rediss'] }))
      .optional()
      .describe('The Redis or Valkey server that caches the catalogue. Unset: the database is always asked.'),
    PAYMENTS_URL: config
      .url()
      .optional()
      .describe('The payments service. Unset: orders are fulfilled without a payment.'),
    SHOP_FULFIL_EVERY: reloadable(config.duration().prefault('1s')).describe(
      'Time between two looks for orders to fulfil.',
    ),
  },
  dependencies: [
    { name: 'postgres', kind: 'postgres', critical: true, env: 'DATABASE_URL' },
    { name: 'redis', kind: 'redis', critical: false, env: 'REDIS_URL' },
    { name: 'payments', kind: 'http', critical: false, env: 'PAYMENTS_URL' },
  ],
  async start(app) {
    const { DATABASE_URL: url, SHOP_DATABASE_CONNECTIONS: connections, SHOP_DATA_DIR: dataDir } = app.config;
    const { REDIS_URL: redisUrl, PAYMENTS_URL: paymentsUrl } = app.config;
    const db = await openDatabase(app, { service: 'shop', schema }, { url, connections, dataDir });
    const redis = redisUrl && (await app.use(redisCache(redisUrl)));
    const catalogue = new Catalogue(db, redis);
    const payments = paymentsUrl === undefined ? undefined : new Payments(paymentsUrl);
    if (payments !== undefined)
      app.check({ name: 'payments', critical: false, intervalMs: 1000, run: () => payments.check() });
    app.worker('fulfil', { everyMs: () => app.config.SHOP_FULFIL_EVERY }, async (stopping) => {
      const count = await fulfilOrders({ db, payments, app }, stopping);
      if (count > 0) app.log.info({ count }, 'orders fulfilled');
    });
    if (app.development) welcome(app);
    return api(
      'shop',
      { '/users': users(db), '/products': products(db, catalogue), '/orders': orders(db, app.clock) },
      app.log,
    );
  },
});
