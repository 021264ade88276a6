import type { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe } from 'vitest';
import { describeIdempotency } from './behaviour.ts';
import { newPglite } from '../pglite.ts';

describe('on PGlite', () => {
  let db: PGlite;
  beforeAll(async () => {
    db = await newPglite();
  });
  afterAll(() => db.close());
  describeIdempotency(() => ({ db, transact: (work) => db.transaction(work) }));
});
