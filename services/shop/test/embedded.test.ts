import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeShop } from './behaviour.ts';
import { Client } from './client.ts';
import type { LogLine, SpawnedService } from '@seaworthy/runtime/testing';
import { startShop } from './service-processes.ts';

describe('on the embedded database', () => {
  let shop: SpawnedService;
  let client: Client;
  beforeAll(async () => {
    shop = startShop({ SHOP_FULFIL_EVERY: '200ms' });
    client = await Client.of(await shop.url());
    // The database is made anew, by much computation.
  }, 120_000);
  afterAll(() => shop[Symbol.asyncDispose]());
  describeShop(
    () => client,
    () => shop.url(),
  );

  test('tells a person what to try, beside the log', async () => {
    const url = (await shop.url()).replace('127.0.0.1', 'localhost');
    await expect.poll(() => shop.stderr()).toContain(`curl ${url}/products`);
  });

  test('records no spans, as there is nothing to export them to, but its log lines name their traces', async () => {
    await client.get('/products');
    const isServed = ({ path }: LogLine) => path === '/products';
    await shop.line(isServed);
    for (const { trace_id: id } of shop.lines.filter(isServed)) expect(id).toMatch(/^[0-9a-f]{32}$/);
    const metrics = await (await fetch(`${await shop.adminUrl()}/metrics`)).text();
    const spans = metrics.split('\n').filter((line) => line.startsWith('seaworthy_span'));
    expect(spans.length).toBeGreaterThan(3);
    for (const line of spans) expect(line).toMatch(/ 0$/);
  });

  test('ends with 0 on Ctrl-C', async () => {
    shop.kill('SIGINT');
    expect(await shop.exit).toMatchObject({ code: 0 });
  });
});

describe('a folder for the embedded database', () => {
  test(
    'keeps the data, is for one process at a time, and outlives a crash',
    { timeout: 180_000 },
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'shop-data-'));
      const env = { SHOP_DATA_DIR: folder };
      const first = startShop(env);
      await (await Client.of(await first.url())).stock('chart', 7);
      await using second = startShop(env);
      expect(await second.exit).toMatchObject({ code: 78 });
      expect(second.stderr() + JSON.stringify(second.lines)).toContain('SW_EMBEDDED_STORE');
      first.kill('SIGKILL');
      await first.exit;
      await using third = startShop(env);
      expect((await new Client(await third.url()).get('/products/chart')).body).toMatchObject({ stock: 7 });
      await rm(folder, { recursive: true, force: true });
    },
  );
});

describe('where data would be lost', () => {
  test.each([{ NODE_ENV: 'production' }, { KUBERNETES_SERVICE_HOST: '10.0.0.1' }])(
    'it refuses to start: %o',
    async (env) => {
      await using shop = startShop(env);
      expect(await shop.exit).toMatchObject({ code: 78 });
      const said = shop.stderr() + JSON.stringify(shop.lines);
      expect(said).toContain('SW_CONFIG_INVALID');
      expect(said).toContain('DATABASE_URL (missing)');
    },
  );

  test('unless that is said to be acceptable', async () => {
    await using shop = startShop({ NODE_ENV: 'production' }, ['--allow-embedded']);
    expect((await new Client(await shop.url()).get('/products')).body).toEqual({ products: [] });
  });
});

test('a signal while the embedded database boots ends the process', async () => {
  await using shop = startShop();
  await shop.line(isBooting);
  shop.kill('SIGTERM');
  expect(await shop.exit).toMatchObject({ code: 70 });
});

function isBooting({ msg }: LogLine): boolean {
  return String(msg).startsWith('starting the embedded database');
}
