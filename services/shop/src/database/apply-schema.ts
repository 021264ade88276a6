import type { Pool } from 'pg';
import { transaction } from '@seaworthy/runtime/postgres';

export async function applySchema(
  pool: Pool,
  service: string,
  list: readonly { name: string; sql: string }[],
): Promise<void> {
  await transaction(pool, async (tx) => {
    await tx.query('select pg_advisory_xact_lock(715001)');
    await tx.query('create table if not exists interim_schema (service text, name text)');
    for (const { name, sql } of list) {
      const { rows } = await tx.query('select 1 from interim_schema where service = $1 and name = $2', [
        service,
        name,
      ]);
      if (rows.length > 0) continue;
      await tx.query(sql);
      await tx.query('insert into interim_schema values ($1, $2)', [service, name]);
    }
  });
}
