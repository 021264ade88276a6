import { defineService } from '@seaworthy/runtime';
import { UPLOAD_HELD_BYTES } from '@seaworthy/runtime/uploads';
import { api } from './api/index.ts';
import { document } from './document.ts';
import { migrations } from './migrations.ts';
import { openOutbox, orders } from './orders/index.ts';
import { PHOTO_BYTES, photos, products } from './products/index.ts';
import { addSamples } from './samples.ts';
import { settings } from './settings.ts';
import { openStores } from './stores.ts';
import { session, users } from './users/index.ts';
import { version } from './version.generated.ts';
import { web } from './web/index.ts';
import { welcome } from './welcome.ts';
import { startWorkers } from './workers.ts';

/** The shop: an API and a page over PostgreSQL, Redis and S3, and workers that have the orders paid and fulfil them. */
export const shop = defineService({
  name: 'shop',
  version,
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
    const stores = await openStores(app);
    const { PAYMENTS_URL: payments } = app.config;
    const outbox = payments === undefined ? undefined : openOutbox(app, stores.db, payments);
    startWorkers(app, stores, outbox);
    if (app.development) {
      await addSamples(stores.db);
      welcome(app);
    }
    const resources = {
      '/': web(),
      '/users': users(stores),
      '/session': session(stores),
      '/products': products(stores).route('/', photos(stores)),
      '/orders': orders({ ...stores, outbox, clock: app.clock, stopping: app.signal }),
      '/openapi.json': document(stores.visitors.cookieName),
    };
    return api('shop', resources, app.log);
  },
});
