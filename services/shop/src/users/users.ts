import { isUniqueViolation } from '@seaworthy/runtime/postgres';
import { Hono } from 'hono';
import { z } from 'zod';
import type { Database } from '../database/index.ts';
import { line, notFound, Problem, readBody, slug } from '../api/index.ts';
import type { Visitors } from '../visitors/index.ts';
import { hashPassword } from './password/index.ts';
import { findUser, insertUser, isTaken } from './queries.ts';

/** What users and their logins need of the shop. */
export interface Registering {
  readonly db: Database;
  readonly visitors: Visitors;
}

/** 8 characters at least, and any that can be typed, as NIST SP 800-63B-4 (section 3.1.1.2) asks; a bound on the work. */
const password = z.string().min(8).max(256);

export const newUser = z.strictObject({
  id: slug,
  name: line,
  email: z.email().max(254).toLowerCase(),
  password,
});

/** `POST /users`, and `GET /users/:id` for oneself. */
export function users({ db, visitors }: Registering): Hono {
  return new Hono()
    .post('/', async (c) => {
      const { password, ...wanted } = await readBody(c.req.raw, newUser);
      // Before the costly part; the unique keys decide.
      if (await isTaken(db, wanted.id, wanted.email)) throw taken();
      const hash = await hashPassword(password, c.req.raw.signal);
      const user = await insertUser(db, wanted, hash).catch((error: unknown) => {
        throw isUniqueViolation(error) ? taken() : error;
      });
      return c.json(user, 201, { location: `/users/${wanted.id}` });
    })
    .get('/:id', async (c) => {
      const self = await visitors.user(c);
      const user = c.req.param('id') === self ? await findUser(db, self) : undefined;
      if (user === undefined) throw notFound('such user');
      return c.json(user);
    });
}

function taken(): Problem {
  return new Problem(409, 'The id or the email is taken.');
}
