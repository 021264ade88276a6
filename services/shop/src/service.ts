import { config, defineService, reloadable } from '@seaworthy/runtime';
import { api } from './api.ts';
import { database, embeddedPostgres, serverAt } from './database/index.ts';
import { fulfilOrders } from './orders/index.ts';
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
    SHOP_FULFIL_EVERY: reloadable(config.duration().prefault('1s')).describe(
      'Time between two looks for orders to fulfil.',
    ),
  },
  dependencies: [{ name: 'postgres', kind: 'postgres', critical: true, env: 'DATABASE_URL' }],
  async start(app) {
    const { DATABASE_URL: url, SHOP_DATABASE_CONNECTIONS: connections, SHOP_DATA_DIR: dataDir } = app.config;
    const server =
      url === undefined
        ? await app.use(embeddedPostgres({ dataDir, allowed: app.embeddedAllowed }, app.log))
        : serverAt(url.reveal(), connections);
    const db = await app.use(database(server, app.log));
    app.worker('fulfil', { everyMs: () => app.config.SHOP_FULFIL_EVERY }, async (stopping) => {
      const count = await fulfilOrders(db, stopping);
      if (count > 0) app.log.info({ count }, 'orders fulfilled');
    });
    if (app.development) welcome(app);
    return api(db, app.log, app.clock);
  },
});
