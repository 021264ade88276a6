import type { Pool } from 'pg';
import { transaction } from './transaction.ts';

/** An arbitrary number, the same in every replica, that names the lock on the schema. */
const SCHEMA_LOCK = 715_001;

/**
 * Runs `schema`, SQL that brings tables into being and finds nothing to do where they are. Replicas that start together
 * wait for one another; the rest find it done.
 */
export async function applySchema(pool: Pool, schema: string): Promise<void> {
  await transaction(pool, async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [SCHEMA_LOCK]);
    await tx.query(schema);
  });
}
