import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Client, type OrderBody } from './client.ts';
import {
  postgresMissing,
  PostgresServer,
  query,
} from '../../../packages/runtime/test/stores/postgres-server.ts';
import type { SpawnedService } from '@seaworthy/runtime/testing';
import { until } from './probing.ts';
import { startShop } from './service-processes.ts';

describe.skipIf(postgresMissing !== '')(
  `on a PostgreSQL server${postgresMissing}`,
  { timeout: 120_000 },
  () => {
    let server: PostgresServer;
    beforeAll(async () => {
      server = await PostgresServer.start();
    });
    afterAll(() => server[Symbol.asyncDispose]());

    test('a database that has a user gets no sample user, whose password everybody knows', async () => {
      const env = { DATABASE_URL: await server.createDatabase() };
      await using migrating = startShop(env, ['migrate']);
      expect(await migrating.exit).toMatchObject({ code: 0 });
      await query(
        env.DATABASE_URL,
        `insert into users (id, name, email) values ('grace', 'Grace', 'g@example.com')`,
      );
      await using shop = startShop(env);
      await shop.url();
      expect(await query(env.DATABASE_URL, 'select id from users')).toEqual([{ id: 'grace' }]);
      expect(await query(env.DATABASE_URL, 'select id from products')).toEqual([]);
    });

    test('two replicas that start together fulfil each order once, and share the work', async () => {
      const url = await server.createDatabase();
      const env = { DATABASE_URL: url, SHOP_FULFIL_EVERY: '5ms' };
      await using first = startShop(env);
      await using second = startShop(env);
      const client = await Client.of(await first.url());
      await second.url();
      await query(url, 'create table fulfilments (order_id uuid)');
      await query(url, recordFulfilments);
      const placed: string[] = [];
      const ordering = async () => {
        for (let count = 0; count < 50; count++) placed.push((await client.order()).body.id);
      };
      await Promise.all([ordering(), ordering(), ordering(), ordering()]);
      const worked = (shop: SpawnedService) => shop.lines.some(({ msg }) => msg === 'orders fulfilled');
      // The system may give the processor to one of them for long.
      while (!worked(first) || !worked(second)) placed.push((await client.order()).body.id);
      for (const id of placed) await client.fulfilled(id);
      const [counts] = await query(
        url,
        'select count(*)::int as all, count(distinct order_id)::int as orders from fulfilments',
      );
      expect(counts).toEqual({ all: placed.length, orders: placed.length });
    });

    test('SIGTERM in the middle: exits with 0, breaks no request, and another replica takes up what is left', async () => {
      const url = await server.createDatabase();
      await using shop = startShop({
        DATABASE_URL: url,
        SHOP_FULFIL_EVERY: '1h',
        SEAWORTHY_DRAIN_DELAY: '200ms',
      });
      const client = await Client.of(await shop.url());
      await client.stock('oar', 1_000_000);
      const confirmed = [(await client.order('oar')).body.id];
      const ordering = async () => {
        for (;;) confirmed.push((await client.order('oar')).body.id);
      };
      const orders = Promise.allSettled(Array.from({ length: 4 }, ordering));
      const slow = client.get<OrderBody>(`/orders/${confirmed[0]}?wait=2s`);
      // Who is in the middle of something has come in before.
      await until(() => Promise.resolve(confirmed.length > 8));
      shop.kill('SIGTERM');
      expect(await slow).toMatchObject({ status: 200, body: { status: 'placed' } });
      expect(await shop.exit).toMatchObject({ code: 0 });
      for (const end of await orders)
        // A connection that the kernel had taken for the listener as it closed is reset, and outside of Kubernetes one that was
        // just opened is not held for its first request, and ends (UND_ERR_SOCKET): nothing was carried out, as the rows tell.
        expect(end).toMatchObject({
          reason: {
            cause: { code: expect.stringMatching(/^(ECONNREFUSED|ECONNRESET|UND_ERR_SOCKET)$/) as string },
          },
        });
      const rows = await query<{ id: string }>(url, 'select id from orders');
      expect(rows.map(({ id }) => id).toSorted()).toEqual(confirmed.toSorted());

      await using next = startShop({ DATABASE_URL: url });
      const heir = await Client.of(await next.url());
      for (const id of confirmed) expect((await heir.fulfilled(id)).body.status).toBe('fulfilled');
      const [oar] = await query<{ stock: number }>(url, `select stock from products where id = 'oar'`);
      expect(oar?.stock).toBe(1_000_000 - confirmed.length);
    });
  },
);

const recordFulfilments = `
create function record() returns trigger language plpgsql as $$
  begin
    insert into fulfilments values (new.id);
    return new;
  end $$;
create trigger record after update of status on orders for each row execute function record();
`;
