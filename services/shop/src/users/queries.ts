import type { Queryable } from '../database/index.ts';

/** A customer. */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly createdAt: Date;
}

const columns = `id, name, email, created_at as "createdAt"`;

/**
 * Adds a user.
 *
 * @throws a unique violation where the id or the email is taken
 */
export async function insertUser(
  db: Queryable,
  { id, name, email }: Omit<User, 'createdAt'>,
): Promise<User | undefined> {
  const { rows } = await db.query<User>(
    `insert into users (id, name, email) values ($1, $2, $3) returning ${columns}`,
    [id, name, email],
  );
  return rows[0];
}

/** The user of that id, if there is one. */
export async function findUser(db: Queryable, id: string): Promise<User | undefined> {
  const { rows } = await db.query<User>(`select ${columns} from users where id = $1`, [id]);
  return rows[0];
}
