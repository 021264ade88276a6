import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { PoolClient } from 'pg';
import { describe, expect, test } from 'vitest';
import { postgres } from '../../../src/stores/postgres/index.ts';
import { postgresMissing, PostgresServer } from '../postgres-server.ts';
import { started } from '../started.ts';
import { Cursor } from './cursor.ts';

/** Breaks a client's connection before anything more is read from it, and resolves once that is told. */
async function breakConnection(client: PoolClient): Promise<void> {
  const { connection } = client as unknown as { connection: { stream: Socket } };
  connection.stream.destroy();
  await once(client, 'error');
}

describe.skipIf(postgresMissing !== '')(`a cursor${postgresMissing}`, () => {
  test.each(['before its connection breaks', 'afterwards'])('that is closed %s is', async (when) => {
    await using server = await PostgresServer.start();
    const pool = await started(postgres({ connection: server.url() }));
    const client = await pool.connect();
    const cursor = new Cursor('select generate_series(1, 3) as n');
    client.query(cursor);
    expect(await cursor.next()).toBe('1');
    const closed = when === 'afterwards' ? undefined : cursor.close();
    await breakConnection(client);
    await (closed ?? cursor.close());
    client.release(true);
    expect(pool.totalCount).toBe(0);
  });
});
