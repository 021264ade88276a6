import { describe, expect, test } from 'vitest';
import type { Client, OrderBody } from './client.ts';

/** What the shop does on whatever database; `client()` is one of a running shop with an empty database. */
export function describeShop(client: () => Client): void {
  describe('users', () => {
    test('are created, found, and unique', async () => {
      const grace = { id: 'grace', name: 'Grace Hopper', email: 'Grace@example.com' };
      const created = await client().post('/users', grace);
      expect(created.status).toBe(201);
      expect(created.headers.get('location')).toBe('/users/grace');
      const found = await client().get('/users/grace');
      expect(found.body).toMatchObject({ ...grace, email: 'grace@example.com' });
      const again = await client().post('/users', { ...grace, id: 'grace-2' });
      expect(again.status).toBe(409);
    });

    test.each(['nobody', 'Not-A-Slug', '%00', '%F0%9F%90%9A'])('there is no /users/%s', async (id) => {
      const { status, headers } = await client().get(`/users/${id}`);
      expect(status).toBe(404);
      expect(headers.get('content-type')).toBe('application/problem+json');
    });
  });

  describe('products', () => {
    test('are listed page by page in order of id', async () => {
      const all = await client().get<{ products: { id: string }[] }>('/products');
      const ids = all.body.products.map(({ id }) => id);
      expect(ids).toEqual(expect.arrayContaining(['anchor', 'compass', 'lantern', 'rope']));
      expect(ids).toEqual(ids.toSorted());
      const page = await client().get<{ products: { id: string }[] }>('/products?limit=2&after=anchor');
      expect(page.body.products.map(({ id }) => id)).toEqual(ids.slice(1, 3));
    });

    test('are created once', async () => {
      const buoy = { id: 'buoy', name: 'Mooring buoy', priceCents: 2990, stock: 3 };
      expect((await client().post('/products', buoy)).status).toBe(201);
      expect((await client().get('/products/buoy')).body).toEqual(buoy);
      expect((await client().post('/products', buoy)).status).toBe(409);
    });
  });

  describe('orders', () => {
    test('reserve stock, are fulfilled, and are listed newest first', async () => {
      await client().stock('kettle', 5);
      const placed = await client().post<OrderBody>('/orders', {
        user: 'ada',
        items: [
          { product: 'kettle', quantity: 2 },
          { product: 'compass', quantity: 1 },
        ],
      });
      expect(placed.status).toBe(201);
      expect(placed.body).toMatchObject({
        user: 'ada',
        totalCents: 2 * 250 + 8900,
        items: [
          { product: 'compass', quantity: 1, priceCents: 8900 },
          { product: 'kettle', quantity: 2, priceCents: 250 },
        ],
      });
      expect((await client().get('/products/kettle')).body).toMatchObject({ stock: 3 });
      const path = placed.headers.get('location') ?? '';
      const fulfilled = await client().get<OrderBody>(`${path}?wait=10s`);
      expect(fulfilled.body).toMatchObject({ id: placed.body.id, status: 'fulfilled' });
      const later = await client().order();
      const listed = await client().get<{ orders: OrderBody[] }>('/orders?user=ada&limit=2');
      expect(listed.body.orders.map(({ id }) => id)).toEqual([later.body.id, placed.body.id]);
      const older = await client().get<{ orders: OrderBody[] }>(`/orders?user=ada&before=${later.body.id}`);
      expect(older.body.orders[0]?.id).toBe(placed.body.id);
    });

    test('of the last pieces: as many succeed as there are', async () => {
      await client().stock('sextant', 3);
      const answers = await Promise.all(Array.from({ length: 8 }, () => client().order('sextant')));
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 201)).toHaveLength(3);
      expect(statuses.filter((status) => status === 409)).toHaveLength(5);
      expect((await client().get('/products/sextant')).body).toMatchObject({ stock: 0 });
    });

    test('are placed whole or not at all', async () => {
      await client().stock('bell', 1);
      const items = [
        { product: 'anchor', quantity: 1 },
        { product: 'bell', quantity: 2 },
      ];
      const before = await client().get('/products/anchor');
      const refused = await client().post('/orders', { user: 'ada', items });
      expect(refused.status).toBe(409);
      expect(refused.body).toMatchObject({ title: 'Conflict', detail: 'Not enough in stock of bell.' });
      expect((await client().get('/products/anchor')).body).toEqual(before.body);
    });

    test('of unknown users and products are refused', async () => {
      const items = [{ product: 'unicorn', quantity: 1 }];
      expect((await client().post('/orders', { user: 'ada', items })).status).toBe(422);
      expect((await client().post('/orders', { user: 'nobody', items })).status).toBe(422);
    });

    test.each(['not-a-uuid', '00000000-0000-4000-8000-000000000000'])(
      'there is no /orders/%s',
      async (id) => {
        expect((await client().get(`/orders/${id}?wait=5s`)).status).toBe(404);
      },
    );
  });

  describe('requests', () => {
    const json = { 'content-type': 'application/json' };
    const item = { product: 'rope', quantity: 1 };

    test.each([
      ['another type', { headers: { 'content-type': 'text/plain' }, body: '{}' }, 415],
      ['no JSON', { headers: json, body: '{"user":' }, 400],
      ['invalid UTF-8', { headers: json, body: new Uint8Array([0x22, 0xff, 0x22]) }, 400],
      ['an empty body', { headers: json, body: '' }, 400],
      ['too large a body', { headers: json, body: JSON.stringify('x'.repeat(70_000)) }, 413],
      ['another form', { headers: json, body: '[]' }, 422],
      ['a product twice', { headers: json, body: JSON.stringify({ user: 'ada', items: [item, item] }) }, 422],
    ])('with %s are refused', async (_, init, status) => {
      const answer = await client().send('/orders', { method: 'POST', ...init });
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(answer.body).toMatchObject({ status });
    });

    test('tell which member is wrong', async () => {
      const { body } = await client().post('/orders', {
        user: 'ada',
        items: [{ product: 'rope', quantity: 0 }],
      });
      expect(body).toMatchObject({ errors: [{ pointer: '#/items/0/quantity' }] });
    });

    test.each(['/orders', '/orders?user=ada&limit=0', '/orders/x?wait=11s', '/products?after=%00'])(
      'for %s are refused',
      async (path) => {
        expect((await client().get(path)).status).toBe(400);
      },
    );

    test('for / list the routes', async () => {
      const { body } = await client().get<{ routes: string[] }>('/');
      expect(body.routes).toEqual(
        expect.arrayContaining(['GET /products', 'POST /orders', 'GET /orders/:id']),
      );
    });
  });
}
