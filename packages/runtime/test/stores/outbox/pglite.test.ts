import type { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe } from 'vitest';
import type { TestDatabase } from '../database.ts';
import { describeOutbox } from './behaviour.ts';
import { describeStorable } from './storable.ts';
import { newPglite } from '../pglite.ts';

describe('on PGlite', () => {
  let db: PGlite;
  beforeAll(async () => {
    db = await newPglite();
  });
  afterAll(() => db.close());
  const database = (): TestDatabase => ({ db, transact: (work) => db.transaction(work) });
  describeOutbox(database);
  describeStorable(database);
});
