import { Hono } from 'hono';
import { z } from 'zod';
import { isUniqueViolation, type Database } from '../database/index.ts';
import { line, readBody, slug } from '../input.ts';
import { notFound, Problem } from '../problem.ts';
import { findUser, insertUser } from './queries.ts';

const newUser = z.strictObject({
  id: slug,
  name: line,
  email: z.email().max(254).toLowerCase(),
});

/** `POST /users` and `GET /users/:id`. */
export function users(db: Database): Hono {
  return new Hono()
    .post('/', async (c) => {
      const wanted = await readBody(c.req.raw, newUser);
      const user = await insertUser(db, wanted).catch((error: unknown) => {
        if (isUniqueViolation(error)) throw new Problem(409, 'The id or the email is taken.');
        throw error;
      });
      return c.json(user, 201, { location: `/users/${wanted.id}` });
    })
    .get('/:id', async (c) => {
      const id = c.req.param('id');
      const user = slug.safeParse(id).success ? await findUser(db, id) : undefined;
      if (user === undefined) throw notFound('such user');
      return c.json(user);
    });
}
