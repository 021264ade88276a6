import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe } from 'vitest';
import { describeIdempotency } from './behaviour.ts';

describe('on PGlite', () => {
  let db: PGlite;
  beforeAll(async () => {
    db = await PGlite.create();
  });
  afterAll(() => db.close());
  describeIdempotency(() => ({ db, transact: (work) => db.transaction(work) }));
});
