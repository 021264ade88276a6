import { Hono } from 'hono';
import { z } from 'zod';
import { Problem, readBody, slug } from '../api/index.ts';
import { verifyPassword } from './password/index.ts';
import { findPasswordHash, findUser } from './queries.ts';
import type { Registering } from './users.ts';

/** Whatever it is, it is compared: what a user's password may be is for when it is chosen. */
export const credentials = z.strictObject({ user: slug, password: z.string().max(256) });

/** `POST /session` logs in, `GET` tells who is, `DELETE` logs out, with `?everywhere` on all devices. */
export function session({ db, visitors }: Registering): Hono {
  return new Hono()
    .post('/', async (c) => {
      const { user, password } = await readBody(c.req.raw, credentials);
      // Who has left stands in nobody's way.
      const { signal } = c.req.raw;
      if (!(await verifyPassword(password, await findPasswordHash(db, user), signal)))
        throw new Problem(401, 'There is no such user, or the password is another.');
      const session = await visitors.session(c);
      await session.login(user);
      return c.json({ user: await findUser(db, user) });
    })
    .get('/', async (c) => {
      const { userId } = await visitors.session(c);
      return c.json({ user: userId === undefined ? null : ((await findUser(db, userId)) ?? null) });
    })
    .delete('/', async (c) => {
      const session = await visitors.session(c);
      if (c.req.query('everywhere') !== undefined && session.userId !== undefined)
        await visitors.endAll(session.userId);
      await session.destroy();
      return c.body(null, 204);
    });
}
