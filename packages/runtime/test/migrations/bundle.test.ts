import { expect, test } from 'vitest';
import { spawnService } from '@seaworthy/runtime/testing';
import { postgresMissing, PostgresServer, query } from '../stores/postgres-server.ts';
import { bundle } from '../bundle/one-file.ts';

test.skipIf(postgresMissing !== '')(
  `a bundle that holds its migrations as text needs no other file${postgresMissing}`,
  async () => {
    await using bundled = await bundle(new URL('bundled.ts', import.meta.url));
    await using server = await PostgresServer.start();
    const env = { DATABASE_URL: server.url() };
    await using migrating = spawnService(bundled.file, { env, args: ['migrate'] });
    expect(await migrating.exit).toEqual({ code: 0, signal: null });
    expect(await query(server.url(), 'select name from seaworthy_migrations')).toEqual([
      { name: '0001_ships' },
    ]);
    await using service = spawnService(bundled.file, { env });
    await service.ready();
  },
);
