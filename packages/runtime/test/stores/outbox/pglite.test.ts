import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe } from 'vitest';
import type { TestDatabase } from '../database.ts';
import { describeOutbox } from './behaviour.ts';
import { describeStorable } from './storable.ts';

describe('on PGlite', () => {
  let db: PGlite;
  beforeAll(async () => {
    db = await PGlite.create();
  });
  afterAll(() => db.close());
  const database = (): TestDatabase => ({ db, transact: (work) => db.transaction(work) });
  describeOutbox(database);
  describeStorable(database);
});
