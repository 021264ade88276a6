import type { SpawnedService } from '@seaworthy/runtime/testing';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Client, type Answer } from './client.ts';
import { startShop } from './service-processes.ts';

/** What is looked at of the document. */
interface Document {
  readonly openapi: string;
  readonly components: object;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly in: string; readonly schema: object }[];
  readonly responses: Readonly<
    Record<string, { headers?: object; content?: Record<string, { schema?: object }> }>
  >;
}

describe('the OpenAPI document', () => {
  let shop: SpawnedService;
  let client: Client;
  let document: Document;
  beforeAll(async () => {
    shop = startShop();
    client = await Client.of(await shop.url());
    document = (await client.get<Document>('/openapi.json')).body;
    // The embedded database is made anew, by much computation.
  }, 120_000);
  afterAll(() => shop[Symbol.asyncDispose]());

  test('is valid OpenAPI 3.1', async () => {
    expect(document.openapi).toBe('3.1.0');
    expect(await new Validator().validate({ ...document })).toEqual({ valid: true });
  });

  test('has every route of the API, and no other', async () => {
    const { routes } = (await client.get<{ routes: string[] }>('/')).body;
    const served = routes.filter((route) => !/ \/(?:$|assets|openapi)/.test(route));
    const described = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    );
    expect(described.toSorted()).toEqual([...new Set(served)].toSorted());
    const ids = Object.values(document.paths).flatMap((item) =>
      Object.values(item).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('tells the headers of answers, and the form of what is in a path', async () => {
    expect(document.paths['/orders']?.['post']?.responses[201]?.headers).toHaveProperty('Location');
    expect(document.paths['/session']?.['post']?.responses[200]?.headers).toHaveProperty('Set-Cookie');
    const formed = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.values(item).map(({ parameters }) => [
        path.match(/\{\w+\}/g) ?? [],
        parameters.filter((each) => each.in === 'path'),
      ]),
    );
    for (const [names, described] of formed) expect(described).toHaveLength(names?.length ?? 0);
    const photo = document.paths['/products/{id}/photo'];
    expect(Object.keys(photo?.['get']?.responses ?? {})).toEqual(['200', '206', '304', '404', '412', '416']);
    expect(photo?.['put']?.parameters).toMatchObject([{ schema: { pattern: expect.any(String) } }]);
  });

  test('tells what the answers are', async () => {
    const fits = (path: string, method: string, { status, headers, body }: Answer) => {
      const [type = ''] = (headers.get('content-type') ?? '').split(';');
      const schema = document.paths[path]?.[method]?.responses[status]?.content?.[type]?.schema;
      expect(schema, `${method} ${path} ${status} ${type}`).toBeDefined();
      const ajv = new Ajv2020({ strict: false, formats: { uuid: true, 'date-time': true } });
      expect(ajv.validate({ components: document.components, ...schema }, body), ajv.errorsText()).toBe(true);
    };
    const buoy = { id: 'buoy', name: 'Buoy', priceCents: 1, stock: 1 };
    fits('/products', 'post', await client.post('/products', buoy));
    fits('/products', 'post', await client.post('/products', buoy));
    fits('/products', 'get', await client.get('/products'));
    fits('/products/{id}', 'get', await client.get('/products/buoy'));
    fits('/products/{id}', 'get', await client.get('/products/none'));
    fits('/session', 'get', await client.get('/session'));
    fits('/users/{id}', 'get', await client.get('/users/ada'));
    const placed = await client.post<{ id: string }>('/orders', {
      items: [{ product: 'buoy', quantity: 1 }],
    });
    fits('/orders', 'post', placed);
    fits('/orders', 'post', await client.post('/orders', { items: [{ product: 'buoy', quantity: 1 }] }));
    fits('/orders', 'get', await client.get('/orders'));
    fits('/orders/{id}', 'get', await client.get(`/orders/${placed.body.id}?wait=10s`));
  });
});
