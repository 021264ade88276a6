import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import {
  postgresMissing,
  PostgresServer,
  query,
} from '../../../../packages/runtime/test/stores/postgres-server.ts';
import { redisMissing, RedisServer } from '../../../../packages/runtime/test/stores/redis-server.ts';
import { status, until } from '../probing.ts';
import { bundle } from './bundle.ts';
import { Customer } from './customer.ts';
import { Replica } from './replica.ts';

/** For so long a server is away. */
const AWAY_MS = 1000 * Number(process.env['OUTAGE_SECONDS'] ?? 10);

const missing = `${postgresMissing}${redisMissing}`;

// Beside each other: for most of the time a server is away.
test.skipIf(missing !== '').concurrent.each([
  // Without the database no request can be answered; without the cache all can.
  { server: 'database', statuses: [200, 201, 503], ready: 503 },
  { server: 'cache', statuses: [200, 201], ready: 200 },
] as const)(
  `the $server goes away under load and comes back${missing}`,
  { timeout: AWAY_MS + 120_000 },
  async ({ server, statuses, ready }) => {
    await using postgres = await PostgresServer.start();
    await using redis = await RedisServer.start();
    await using bundles = await bundle();
    await using shop = await Replica.start(bundles.shop, {
      DATABASE_URL: postgres.url(),
      REDIS_URL: redis.url,
      SHOP_SESSION_KEYS: randomBytes(32).toString('base64url'),
    });
    const away = server === 'database' ? postgres : redis;
    const readyz = `${await shop.process.adminUrl()}/readyz`;
    const seller = new Customer([shop]);
    await seller.logIn();
    await seller.post('/products', { id: 'bolt', name: 'Bolt', priceCents: 10, stock: 1_000_000 }, 201);

    const over = new AbortController();
    let orders = 0;
    const customers = Array.from({ length: 8 }, () => new Customer([shop]));
    const load = customers.map(async (customer) => {
      await customer.logIn();
      customer.statuses.clear();
      for (; !over.signal.aborted; orders++) {
        await customer.order('bolt');
        await customer.settle('GET', '/products');
      }
    });
    await until(() => Promise.resolve(orders > 20));
    const cacheConnections = await redis.connections();
    await away.stop();
    await until(async () => (await status(readyz)) === ready);
    await delay(AWAY_MS);
    const meanwhile = orders;
    expect(await status(readyz)).toBe(ready);
    await away.start();
    await until(async () => (await status(readyz)) === 200 && orders > meanwhile + 20);
    over.abort();
    await Promise.all(load);

    expect(shop.crashes).toEqual([]);
    const declared = new Set<number>(statuses);
    for (const customer of customers)
      for (const seen of customer.statuses.keys()) expect(declared).toContain(seen);
    const [{ kept } = { kept: 0 }] = await query<{ kept: number }>(
      postgres.url(),
      'select count(*)::int as kept from orders',
    );
    expect(kept).toBe(orders);
    const connections = `select 1 from pg_stat_activity where application_name = 'shop'`;
    // The pool's ten and the check's.
    expect((await query(postgres.url(), connections)).length).toBeLessThanOrEqual(11);
    // Each connects again in its own time; more than before would be a leak.
    await until(async () => (await redis.connections()) === cacheConnections);
    await shop.process.line(
      ({ event, from, to }) => event === 'state' && from === 'degraded' && to === 'ready',
    );
  },
);
