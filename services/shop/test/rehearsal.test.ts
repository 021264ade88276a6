import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { query } from '../../../packages/runtime/test/stores/postgres-server.ts';
import { startShop } from './service-processes.ts';

const program = fileURLToPath(new URL('../rehearsal/postgres.ts', import.meta.url));

test('PostgreSQL from npm serves the shop, lets nobody be a superuser, and leaves nothing behind', async () => {
  const temporary = await mkdtemp(join(tmpdir(), 'seaworthy-rehearsal-'));
  // As in /tmp, whoever PostgreSQL runs as has to pass through.
  await chmod(temporary, 0o711);
  onTestFinished(() => rm(temporary, { recursive: true, force: true }));
  const server = spawn(process.execPath, [program, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env['PATH'], TMPDIR: temporary },
  });
  onTestFinished(() => void server.kill());
  const [url] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];
  expect(url).toMatch(/^postgres:\/\/shop@127\.0\.0\.1:[1-9]\d*\/shop$/);

  await expect(query(url.replace('shop@', 'postgres@'), 'select 1')).rejects.toThrow(/no pg_hba.conf entry/);
  await using shop = startShop({ DATABASE_URL: url });
  expect((await fetch(new URL('/products', await shop.url()))).status).toBe(200);
  expect(await query(url, 'select count(*)::int as products from products')).not.toEqual([{ products: 0 }]);

  const exit = once(server, 'exit');
  server.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
  expect(await readdir(temporary)).toEqual([]);
  await expect(query(url, 'select 1')).rejects.toThrow(/ECONNREFUSED/);
});
