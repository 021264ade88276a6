import type { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe } from 'vitest';
import { postgresSessionStore, sessionsSchema } from '../../../src/stores/sessions/index.ts';
import { describeSessions } from './behaviour/index.ts';
import { newPglite } from '../pglite.ts';

describe('on PGlite', () => {
  let db: PGlite;
  beforeAll(async () => {
    db = await newPglite();
    await db.exec(sessionsSchema);
  });
  afterAll(() => db.close());

  const open = async () => {
    await db.query('truncate seaworthy_sessions');
    return postgresSessionStore(db, { preparedStatements: false });
  };
  describeSessions(open);
});
