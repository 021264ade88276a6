import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LogLine, SpawnedService } from '@seaworthy/runtime/testing';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { Client, type OrderBody } from './client.ts';
import { freePort } from '../../../packages/runtime/test/stores/free-port.ts';
import {
  postgresMissing,
  PostgresServer,
  query,
} from '../../../packages/runtime/test/stores/postgres-server.ts';
import { status } from './probing.ts';
import { startPayments, startShop } from './service-processes.ts';

describe.skipIf(postgresMissing !== '')(`payments${postgresMissing}`, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  describe('the service', () => {
    let service: SpawnedService;
    let client: Client;
    beforeAll(async () => {
      service = startPayments({ DATABASE_URL: server.url() });
      client = new Client(await service.url());
    });
    afterAll(() => service[Symbol.asyncDispose]());
    const pay = (key: string | undefined, order: string, amountCents = 500) =>
      client.send<{ id: string }>('/payments', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(key !== undefined && { 'idempotency-key': key }),
        },
        body: JSON.stringify({ order, amountCents }),
      });

    test('asked again under the same key, at once or later, answers the same and records one payment', async () => {
      const order = randomUUID();
      const answers = await Promise.all(Array.from({ length: 8 }, () => pay(order, order)));
      answers.push(await pay(order, order));
      const [first] = answers;
      for (const { status, body } of answers)
        expect({ status, body }).toEqual({ status: 201, body: first?.body });
      expect(await recorded(server.url(), order)).toEqual([{ cents: 500 }]);
      expect(first?.body).toMatchObject({ order, amountCents: 500 });
      expect((await client.get(`/payments/${first?.body.id}`)).body).toEqual(first?.body);
    });

    test('refuses the key for another payment', async () => {
      const order = randomUUID();
      await pay(order, order);
      expect((await pay(order, order, 501)).status).toBe(422);
      expect((await pay(order, randomUUID())).status).toBe(422);
    });

    test.each([undefined, '', 'two words', 'x'.repeat(256)])('refuses the key %o', async (key) => {
      expect((await pay(key, randomUUID())).status).toBe(400);
    });

    test.each(['not-a-uuid', randomUUID()])('has no /payments/%s', async (id) => {
      expect((await client.get(`/payments/${id}`)).status).toBe(404);
    });
  });

  describe('a shop whose payments', () => {
    test('are down: keeps the order placed and says that it is degraded, and fulfils it once they are back', async () => {
      const env = { DATABASE_URL: await server.createDatabase() };
      const port = await freePort();
      await using shop = startShop({
        ...env,
        PAYMENTS_URL: `http://127.0.0.1:${port}`,
        SHOP_FULFIL_EVERY: '50ms',
      });
      const client = await Client.of(await shop.url());
      const { id } = (await client.order()).body;
      await shop.line(isDegraded);
      expect(await status(`${await shop.adminUrl()}/readyz`)).toBe(200);
      expect((await client.get<OrderBody>(`/orders/${id}`)).body).toMatchObject({
        status: 'placed',
        payment: null,
      });

      await using _payments = startPayments({ ...env, PORT: String(port) });
      expect((await client.fulfilled(id)).body.status).toBe('fulfilled');
      expect(await recorded(env.DATABASE_URL, id)).toEqual([{ cents: 4200 }]);
      await shop.line(({ event, to }) => event === 'state' && to === 'ready');
    });

    test('answer to nobody: asks again, and the order is paid once', async () => {
      const env = { DATABASE_URL: await server.createDatabase() };
      await using payments = startPayments(env);
      const real = await payments.url();
      let asked = 0;
      const losing = await listen(async (request, response) => {
        asked += 1;
        const { url = '', method = '', headers } = request;
        const sent = {
          'content-type': 'application/json',
          'idempotency-key': String(headers['idempotency-key']),
        };
        const body = Buffer.concat(await request.toArray());
        const answer = await fetch(new URL(url, real), { method, headers: sent, body });
        const text = await answer.text();
        if (asked === 1) request.destroy();
        else response.writeHead(answer.status).end(text);
      });
      await using shop = startShop({ ...env, PAYMENTS_URL: losing, SHOP_FULFIL_EVERY: '50ms' });
      const client = await Client.of(await shop.url());
      const { id } = (await client.order()).body;
      const order = await client.fulfilled(id);
      expect(order.body).toMatchObject({ status: 'fulfilled', payment: expect.any(String) });
      expect(asked).toBe(2);
      expect(await recorded(env.DATABASE_URL, id)).toEqual([{ cents: 4200 }]);
    });

    test('refuse one order: leaves it placed, fulfils those behind it, and has it paid once that is asked for', async () => {
      let refused: string | undefined;
      let refuses = true;
      const refusing = await listen((request, response) => {
        const key = request.headers['idempotency-key'];
        refused ??= String(key);
        request.resume();
        if (key === refused && refuses)
          response.writeHead(422, { 'content-type': 'application/problem+json' }).end('{}');
        else response.writeHead(201).end(JSON.stringify({ id: randomUUID() }));
      });
      await using shop = startShop({
        DATABASE_URL: await server.createDatabase(),
        PAYMENTS_URL: refusing,
        SHOP_FULFIL_EVERY: '50ms',
      });
      const client = await Client.of(await shop.url());
      const first = (await client.order()).body;
      const second = (await client.order()).body;
      const behind = await client.fulfilled(second.id);
      expect(behind.body.status).toBe('fulfilled');
      expect((await client.get<OrderBody>(`/orders/${first.id}`)).body.status).toBe('placed');
      expect(refused).toBe(first.id);
      refuses = false;
      const ask = (id: string) => client.send<OrderBody>(`/orders/${id}/payment`, { method: 'POST' });
      expect(await ask(first.id)).toMatchObject({ status: 202, body: { id: first.id } });
      const paid = await client.fulfilled(first.id);
      expect(paid.body.status).toBe('fulfilled');
      expect((await ask(first.id)).status).toBe(202);
      expect((await ask(randomUUID())).status).toBe(404);
    });

    test.each([404, 403, 422])(
      'are not reached, as something on the way answers %d: asks again',
      async (status) => {
        let asked = 0;
        const missing = await listen((request, response) => {
          asked += 1;
          request.resume();
          if (asked === 1) response.writeHead(status, { 'content-type': 'text/html' }).end('<h1>No</h1>');
          else response.writeHead(201).end(JSON.stringify({ id: randomUUID() }));
        });
        await using shop = startShop({
          DATABASE_URL: await server.createDatabase(),
          PAYMENTS_URL: missing,
          SHOP_FULFIL_EVERY: '50ms',
        });
        const client = await Client.of(await shop.url());
        const { id } = (await client.order()).body;
        const order = await client.fulfilled(id);
        expect(order.body.status).toBe('fulfilled');
      },
    );
  });
});

function isDegraded({ event, to }: LogLine): boolean {
  return event === 'state' && to === 'degraded';
}

function recorded(url: string, order: string): Promise<{ cents: number }[]> {
  return query(url, 'select amount_cents as cents from payments.payments where order_id = $1', [order]);
}

/** A server of this process, for the running test; its address. */
async function listen(
  answer: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>,
): Promise<string> {
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
