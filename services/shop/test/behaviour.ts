import { describe, expect, test } from 'vitest';
import { Client, type OrderBody } from './client.ts';
import { describePhotos } from './photos-behaviour.ts';

/** What the shop does on whatever database; `client()` is one of a running shop, logged in as the sample user. */
export function describeShop(client: () => Client, url: () => Promise<string>): void {
  const password = 'nanoseconds are short';

  describe('users', () => {
    test('register, are unique, and see their own account only', async () => {
      const grace = { id: 'grace', name: 'Grace Hopper', email: 'Grace@example.com' };
      const visitor = new Client(await url());
      const created = await visitor.post('/users', { ...grace, password });
      expect(created.status).toBe(201);
      expect(created.headers.get('location')).toBe('/users/grace');
      expect(JSON.stringify(created.body)).not.toMatch(/password|argon/);
      const again = await visitor.post('/users', { ...grace, id: 'grace-2', password });
      expect(again.status).toBe(409);
      expect((await visitor.get('/users/grace')).status).toBe(401);
      await visitor.login({ user: 'grace', password });
      expect((await visitor.get('/users/grace')).body).toMatchObject({
        ...grace,
        email: 'grace@example.com',
      });
      expect((await visitor.get('/users/ada')).status).toBe(404);
    });

    test('are refused with too short a password', async () => {
      const visitor = new Client(await url());
      const eve = { id: 'eve', name: 'Eve', email: 'eve@example.com', password: 'seven c' };
      expect(await visitor.post('/users', eve)).toMatchObject({
        status: 422,
        body: { errors: [{ pointer: '#/password' }] },
      });
    });

    test.each([
      ['another password', { user: 'ada', password: 'correct horse' }],
      ['no such user', { user: 'nobody', password }],
    ])('log in with %s: refused', async (_, credentials) => {
      const visitor = new Client(await url());
      const { status, body } = await visitor.post('/session', credentials);
      expect(status).toBe(401);
      expect(body).toMatchObject({ detail: 'There is no such user, or the password is another.' });
      expect(visitor.cookie).toBe('');
    });

    test('log in, which changes the session’s id, and out', async () => {
      const visitor = await Client.of(await url());
      const first = visitor.cookie;
      expect((await visitor.get('/session')).body).toMatchObject({ user: { id: 'ada' } });
      await visitor.login();
      expect(visitor.cookie).not.toBe(first);
      const stolen = visitor.cookie;
      expect((await visitor.send('/session', { method: 'DELETE' })).status).toBe(204);
      expect((await visitor.get('/session')).body).toEqual({ user: null });
      const thief = await fetch(`${await url()}/session`, { headers: { cookie: stolen } });
      expect(await thief.json()).toEqual({ user: null });
    });

    test('log out on all devices', async () => {
      const grace = { user: 'grace', password };
      const [phone, laptop] = [await Client.of(await url(), grace), await Client.of(await url(), grace)];
      await phone.send('/session?everywhere', { method: 'DELETE' });
      expect((await laptop.get('/session')).body).toEqual({ user: null });
      expect((await client().get('/session')).body).toMatchObject({ user: { id: 'ada' } });
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
      expect((await client().get('/products/buoy')).body).toEqual({ ...buoy, seller: 'ada', photo: null });
      expect((await client().post('/products', buoy)).status).toBe(409);
    });
  });

  describePhotos(client, url);

  describe('orders', () => {
    test('reserve stock, are fulfilled, and are listed newest first', async () => {
      await client().stock('kettle', 5);
      const placed = await client().post<OrderBody>('/orders', {
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
      expect(placed.headers.get('location')).toBe(`/orders/${placed.body.id}`);
      const fulfilled = await client().fulfilled(placed.body.id);
      expect(fulfilled.body).toMatchObject({ id: placed.body.id, status: 'fulfilled' });
      const later = await client().order();
      const listed = await client().get<{ orders: OrderBody[] }>('/orders?limit=2');
      expect(listed.body.orders.map(({ id }) => id)).toEqual([later.body.id, placed.body.id]);
      const older = await client().get<{ orders: OrderBody[] }>(`/orders?before=${later.body.id}`);
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
      const refused = await client().post('/orders', { items });
      expect(refused.status).toBe(409);
      expect(refused.body).toMatchObject({ title: 'Conflict', detail: 'Not enough in stock of bell.' });
      expect((await client().get('/products/anchor')).body).toEqual(before.body);
    });

    test('of unknown products, and of nobody, are refused', async () => {
      expect((await client().order('unicorn')).status).toBe(422);
      expect((await new Client(await url()).order()).status).toBe(401);
    });

    test('under one key: placed once, whatever comes side by side or later', async () => {
      await client().stock('oar', 9);
      const key = '"4e1c8d2c-oars"';
      const answers = await Promise.all(Array.from({ length: 4 }, () => client().order('oar', key)));
      answers.push(await client().order('oar', key));
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
      expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
      expect((await client().get('/products/oar')).body).toMatchObject({ stock: 8 });
      expect((await client().order('rope', key)).status).toBe(422);
    });

    test('of others are not shown', async () => {
      const { id } = (await client().order()).body;
      const visitor = new Client(await url());
      expect((await visitor.get(`/orders/${id}`)).status).toBe(401);
      const mallory = { id: 'mallory', name: 'Mallory', email: 'mallory@example.com', password };
      await visitor.post('/users', mallory);
      await visitor.login({ user: 'mallory', password });
      expect((await visitor.get(`/orders/${id}`)).status).toBe(404);
      expect((await visitor.get('/orders')).body).toEqual({ orders: [] });
      expect((await visitor.get(`/orders?before=${id}`)).status).toBe(400);
    });

    test.each(['not-a-uuid', '00000000-0000-4000-8000-000000000000'])(
      'there is no /orders/%s',
      async (id) => {
        expect((await client().get(`/orders/${id}?wait=5s`)).status).toBe(404);
      },
    );
  });

  describe('requests', () => {
    test('from pages of other origins change nothing', async () => {
      const headers = { 'sec-fetch-site': 'same-site', 'content-type': 'application/json' };
      const { status } = await client().send('/orders', { method: 'POST', headers, body: '{}' });
      expect(status).toBe(403);
    });

    const json = { 'content-type': 'application/json' };
    const item = { product: 'rope', quantity: 1 };

    test.each([
      ['another type', { headers: { 'content-type': 'text/plain' }, body: '{}' }, 415],
      ['no JSON', { headers: json, body: '{"items":' }, 400],
      ['invalid UTF-8', { headers: json, body: new Uint8Array([0x22, 0xff, 0x22]) }, 400],
      ['an empty body', { headers: json, body: '' }, 400],
      ['too large a body', { headers: json, body: JSON.stringify('x'.repeat(70_000)) }, 413],
      ['another form', { headers: json, body: '[]' }, 422],
      ['a product twice', { headers: json, body: JSON.stringify({ items: [item, item] }) }, 422],
    ])('with %s are refused', async (_, init, status) => {
      const answer = await client().send('/orders', { method: 'POST', ...init });
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(answer.body).toMatchObject({ status });
    });

    test('tell which member is wrong', async () => {
      const { body } = await client().post('/orders', {
        items: [{ product: 'rope', quantity: 0 }],
      });
      expect(body).toMatchObject({ errors: [{ pointer: '#/items/0/quantity' }] });
    });

    test.each([
      '/orders?before=x',
      '/orders?before=00000000-0000-4000-8000-000000000000',
      '/orders?limit=0',
      '/orders/x?wait=11s',
      '/products?after=%00',
    ])('for %s are refused', async (path) => {
      expect((await client().get(path)).status).toBe(400);
    });

    test.each([
      ['DELETE', '/orders', 'POST, GET, HEAD'],
      ['PATCH', '/products/rope', 'GET, HEAD'],
      ['POST', '/', 'GET, HEAD'],
    ])('%s %s: not that method, and which there are', async (method, path, allow) => {
      const refused = await client().send(path, { method });
      expect(refused).toMatchObject({ status: 405, body: { title: 'Method Not Allowed' } });
      expect(refused.headers.get('allow')).toBe(allow);
      const asked = await client().send(path, { method: 'OPTIONS' });
      expect([asked.status, asked.headers.get('allow')]).toEqual([204, allow]);
    });

    test('of one’s own are kept by nobody, and taken for JSON only', async () => {
      for (const path of ['/session', '/users/ada', '/orders', '/users/nobody']) {
        const { headers } = await client().get(path);
        expect(headers.get('cache-control'), path).toBe('no-store');
        expect(headers.get('x-content-type-options'), path).toBe('nosniff');
      }
    });

    test('for / list the routes', async () => {
      const { headers, body } = await client().get<{ routes: string[] }>('/');
      expect(headers.get('vary')).toBe('accept');
      expect(body.routes).toEqual(
        expect.arrayContaining(['GET /products', 'POST /orders', 'GET /orders/:id']),
      );
    });

    test('for the page are not answered again where it is known, by whatever kind of tag', async () => {
      const ask = (condition: string) =>
        client().send('/', {
          headers: { accept: 'text/html', 'cache-control': 'max-age=0', 'if-none-match': condition },
        });
      const { status, headers } = await ask('"another"');
      expect(status).toBe(200);
      const etag = headers.get('etag') ?? '';
      for (const condition of [etag, `W/${etag}`, `"another", W/${etag}`, '*'])
        expect((await ask(condition)).status, condition).toBe(304);
    });
  });
}
