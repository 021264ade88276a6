import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { spawnService } from '@seaworthy/runtime/testing';
import { postgresMissing, PostgresServer } from '../stores/postgres-server.ts';
import { bundle } from '../bundle/one-file.ts';
import { folderOf } from './folder.ts';

const ships = { '0001_ships.sql': 'create table ships (id int);' };

describe.skipIf(postgresMissing !== '')(`the start of a service with migrations${postgresMissing}`, () => {
  let server: PostgresServer;
  let subject: string;
  const kept = new AsyncDisposableStack();
  beforeAll(async () => {
    server = kept.use(await PostgresServer.start());
    subject = kept.use(await bundle(new URL('service.ts', import.meta.url))).file;
  });
  afterAll(() => kept.disposeAsync());

  const status = async (url: string) => (await fetch(url)).status;

  test('waits for a schema that has what its code needs, unready and alive, and says both versions', async () => {
    const env = { DATABASE_URL: await server.createDatabase(), MIGRATIONS: await folderOf(ships) };
    await using service = spawnService(subject, { env });
    const admin = await service.adminUrl();
    await service.line(({ event, state }) => event === 'schema' && state === 'older');
    expect(service.lines.find(({ event }) => event === 'schema')).toMatchObject({ database: 0, code: 1 });
    expect(await status(`${admin}/readyz`)).toBe(503);
    expect(await status(`${admin}/livez`)).toBe(200);
    const verbose = await (await fetch(`${admin}/readyz?verbose`)).text();
    expect(verbose).toContain('the schema is at version 0, the code needs 1');
    await using migrating = spawnService(subject, { env, args: ['migrate'] });
    expect(await migrating.exit).toMatchObject({ code: 0 });
    await service.ready();
    expect(service.lines).toContainEqual(expect.objectContaining({ event: 'schema', state: 'current' }));
    // The check of the pool may have no result yet.
    await expect.poll(() => status(`${admin}/readyz`)).toBe(200);
    expect(await (await fetch(await service.url())).json()).toEqual([{ ships: 0 }]);
  });

  test('is given up on a signal while it waits', async () => {
    const env = { DATABASE_URL: await server.createDatabase(), MIGRATIONS: await folderOf(ships) };
    await using service = spawnService(subject, { env });
    await service.line(({ event }) => event === 'schema');
    service.kill('SIGTERM');
    expect(await service.exit).toEqual({ code: 70, signal: null });
  });

  test('takes a schema that is newer, as after a rollback', async () => {
    const DATABASE_URL = await server.createDatabase();
    const newer = await folderOf({ ...ships, '0002_name.sql': 'alter table ships add column name text;' });
    await using migrating = spawnService(subject, {
      env: { DATABASE_URL, MIGRATIONS: newer },
      args: ['migrate'],
    });
    expect(await migrating.exit).toMatchObject({ code: 0 });
    await using service = spawnService(subject, { env: { DATABASE_URL, MIGRATIONS: await folderOf(ships) } });
    await service.ready();
    expect(service.lines).toContainEqual(
      expect.objectContaining({ event: 'schema', state: 'newer', database: 2, code: 1 }),
    );
  });

  test('with --migrate brings the schema there itself', async () => {
    const env = { DATABASE_URL: await server.createDatabase(), MIGRATIONS: await folderOf(ships) };
    await using service = spawnService(subject, { env, args: ['--migrate'] });
    await service.ready();
    expect(await (await fetch(await service.url())).json()).toEqual([{ ships: 0 }]);
  });
});
