import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { PostgresServer } from '../../../../packages/runtime/test/stores/postgres-server.ts';
import { RedisServer } from '../../../../packages/runtime/test/stores/redis-server.ts';
import { S3Server } from '../../../../packages/runtime/test/stores/s3-server.ts';
import { until } from '../probing.ts';
import { audit, type Acknowledged, type KillTally } from './audit.ts';
import { bundle } from './bundle.ts';
import { Customer } from './customer.ts';
import { Replica } from './replica.ts';
import { orderOn, logInAgain, showPhotos } from './wishes.ts';

/** How it is done. */
export interface KillOptions {
  /** So many processes are killed, one each second, or as slowly as the machine serves meanwhile what is to be lost. */
  readonly kills: number;
  /** Uniform in [0, 1): chooses the victims. Default `Math.random`. */
  readonly random?: () => number;
}

/** Of orders, photos and sessions, so many are acknowledged a kill, at the least: a run in which hardly anything happens proves nothing. */
const LEAST_A_KILL = 1 / 4;

/**
 * Runs three shops and payments on real servers, and kills one of the four each second, while customers order, show photos
 * and log in, and repeat whatever is not answered. Then it counts.
 */
export async function killReplicas({ kills, random = Math.random }: KillOptions): Promise<KillTally> {
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
  const processes = [...shops, payments];

  const seller = new Customer(shops);
  await seller.logIn();
  await seller.post('/products', { id: 'bolt', name: 'Bolt', priceCents: 10, stock: 1_000_000 }, 201);
  const acknowledged: Acknowledged = { orders: [], photos: new Map(), sessions: [seller] };
  const over = new AbortController();
  const customers = Promise.all([
    ...Array.from({ length: 6 }, () => orderOn(shops, acknowledged, over.signal)),
    ...Array.from({ length: 2 }, (_, index) =>
      showPhotos(seller, `photo-${index}`, acknowledged, over.signal),
    ),
    logInAgain(shops, acknowledged, over.signal),
  ]);
  // Nothing more would be acknowledged, and its kill waited for without end.
  customers.catch(() => over.abort());
  const { orders, photos, sessions } = acknowledged;
  for (let kill = 0; kill < kills; kill++) {
    await delay(1000);
    const least = () => Math.min(orders.length, photos.size, sessions.length);
    await until(async () => over.signal.aborted || least() >= LEAST_A_KILL * kill);
    if (over.signal.aborted) break;
    await processes[Math.floor(random() * processes.length)]?.replace();
  }
  over.abort();
  await customers;
  const crashes = processes.flatMap((process) => process.crashes);
  return { ...(await audit(acknowledged, postgres.url(), seller)), kills, crashes };
}
