import { hash, randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import {
  postgresMissing,
  PostgresServer,
  query,
} from '../../../../packages/runtime/test/stores/postgres-server.ts';
import { redisMissing, RedisServer } from '../../../../packages/runtime/test/stores/redis-server.ts';
import { buildMs, s3Missing, S3Server } from '../../../../packages/runtime/test/stores/s3-server.ts';
import { png } from '../photo.ts';
import { until } from '../probing.ts';
import { bundle } from './bundle.ts';
import { Customer } from './customer.ts';
import { Replica } from './replica.ts';

/** For so long one process is killed each second. */
const SECONDS = Number(process.env['SURVIVAL_SECONDS'] ?? 60);

const missing = `${postgresMissing}${redisMissing}${s3Missing}`;

test.skipIf(missing !== '')(
  `replicas are killed each second: what was acknowledged is there, once, and whole${missing}`,
  { timeout: buildMs + SECONDS * 3000 + 120_000 },
  async () => {
    await using postgres = await PostgresServer.start();
    await using redis = await RedisServer.start();
    await using bucket = await S3Server.start();
    await using bundles = await bundle();
    const database = { DATABASE_URL: postgres.url() };
    await using payments = await Replica.start(bundles.payments, database);
    const env = {
      ...database,
      REDIS_URL: redis.url,
      S3_ENDPOINT: bucket.endpoint,
      S3_BUCKET: 'test',
      S3_ACCESS_KEY_ID: 'test',
      S3_SECRET_ACCESS_KEY: 'test-secret',
      PAYMENTS_URL: payments.url,
      SHOP_SESSION_KEYS: randomBytes(32).toString('base64url'),
      SHOP_FULFIL_EVERY: '200ms',
    };
    await using first = await Replica.start(bundles.shop, env);
    await using second = await Replica.start(bundles.shop, env);
    await using third = await Replica.start(bundles.shop, env);
    const shops = [first, second, third];
    const victims = [...shops, payments];

    const seller = new Customer(shops);
    await seller.logIn();
    await seller.post('/products', { id: 'bolt', name: 'Bolt', priceCents: 10, stock: 1_000_000 }, 201);

    const over = new AbortController();
    const orders: string[] = [];
    const photos = new Map<string, string>();
    const customers = Array.from({ length: 6 }, () => new Customer(shops));
    const ordering = customers.map(async (customer) => {
      await customer.logIn();
      while (!over.signal.aborted) orders.push(await customer.order('bolt'));
    });
    const uploading = Array.from({ length: 2 }, async (_, uploader) => {
      for (let count = 0; !over.signal.aborted; count++)
        photos.set(...(await show(seller, `photo-${uploader}-${count}`)));
    });
    const newcomers: Customer[] = [];
    const loggingIn = (async () => {
      while (!over.signal.aborted) {
        const newcomer = new Customer(shops);
        await newcomer.logIn();
        newcomers.push(newcomer);
        await delay(200);
      }
    })();
    for (let kills = 0; kills < SECONDS; kills++) {
      await delay(1000);
      await victims[Math.floor(Math.random() * victims.length)]?.replace();
    }
    over.abort();
    await Promise.all([...ordering, ...uploading, loggingIn]);
    console.log(
      `${SECONDS} kills: ${orders.length} orders, ${photos.size} photos, ${newcomers.length} logins`,
    );

    const url = postgres.url();
    await until(async () => {
      const waiting = `select 1 from orders where status = 'placed' union all select 1 from seaworthy_outbox`;
      return (await query(url, waiting)).length === 0;
    });
    expect(new Set(orders).size).toBe(orders.length);
    const kept = await query<{ id: string; payment: string }>(
      url,
      'select id, payment_id as payment from orders order by id',
    );
    expect(kept.map(({ id }) => id)).toEqual(orders.toSorted());
    const paid = await query<{ id: string; payment: string }>(
      url,
      'select order_id as id, id as payment from payments.payments order by order_id',
    );
    expect(paid).toEqual(kept);
    const [bolt] = await query<{ stock: number }>(url, `select stock from products where id = 'bolt'`);
    expect(bolt?.stock).toBe(1_000_000 - orders.length);
    for (const customer of [seller, ...customers, ...newcomers]) {
      const { bytes } = await customer.settle('GET', '/session');
      expect(JSON.parse(Buffer.from(bytes).toString())).toMatchObject({ user: { id: 'ada' } });
    }
    for (const [id, digest] of photos) {
      const { status, bytes } = await seller.settle('GET', `/products/${id}/photo`);
      expect({ status, digest: hash('sha256', bytes) }).toEqual({ status: 200, digest });
    }
    expect(victims.flatMap(({ crashes }) => crashes)).toEqual([]);
    // A run in which hardly anything happened would prove nothing.
    expect(Math.min(orders.length, photos.size, newcomers.length)).toBeGreaterThan(SECONDS / 4);
  },
);

/** Offers a product and shows a photo of it, of some 200 KiB; its id, and the digest of what was acknowledged. */
async function show(seller: Customer, id: string): Promise<[string, string]> {
  const product = JSON.stringify({ id, name: id, priceCents: 10, stock: 1 });
  const headers = { 'content-type': 'application/json' };
  const offered = await seller.settle('POST', '/products', { headers, body: product });
  // 409: the first answer was lost.
  expect([201, 409]).toContain(offered.status);
  const photo = png(450, randomBytes(450 * 450));
  const shown = await seller.settle('PUT', `/products/${id}/photo`, { body: photo });
  expect(shown.status).toBe(200);
  return [id, hash('sha256', photo)];
}
