import type { Queryable } from '@seaworthy/runtime/postgres';

/** A customer, who may sell as well. */
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
  passwordHash: string,
): Promise<User | undefined> {
  const { rows } = await db.query<User>(
    `insert into users (id, name, email, password_hash) values ($1, $2, $3, $4) returning ${columns}`,
    [id, name, email, passwordHash],
  );
  return rows[0];
}

/** The user of that id, if there is one. */
export async function findUser(db: Queryable, id: string): Promise<User | undefined> {
  const { rows } = await db.query<User>(`select ${columns} from users where id = $1`, [id]);
  return rows[0];
}

/** Whether a user has that id or that email. */
export async function isTaken(db: Queryable, id: string, email: string): Promise<boolean> {
  const { rows } = await db.query('select 1 as taken from users where id = $1 or email = $2', [id, email]);
  return rows.length > 0;
}

/** What is stored of a user's password; undefined where there is no such user, or it never got one. */
export async function findPasswordHash(db: Queryable, id: string): Promise<string | undefined> {
  const { rows } = await db.query<{ hash: string | null }>(
    'select password_hash as hash from users where id = $1',
    [id],
  );
  return rows[0]?.hash ?? undefined;
}
