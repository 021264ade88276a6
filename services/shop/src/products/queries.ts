import type { Queryable } from '@seaworthy/runtime/postgres';

/** Something for sale. */
export interface Product {
  readonly id: string;
  readonly name: string;
  readonly priceCents: number;
  /** How many can still be ordered. */
  readonly stock: number;
  /** The user who sells it. */
  readonly seller: string;
  /** Path of its photo; null where it has none. */
  readonly photo: string | null;
}

const columns = `id, name, price_cents as "priceCents", stock, seller,
  '/products/' || id || '/photo?' || photo as photo`;

/**
 * Adds a product.
 *
 * @throws a unique violation where the id is taken
 */
export async function insertProduct(
  db: Queryable,
  { id, name, priceCents, stock, seller }: Omit<Product, 'photo'>,
): Promise<void> {
  await db.query(`insert into products (id, name, price_cents, stock, seller) values ($1, $2, $3, $4, $5)`, [
    id,
    name,
    priceCents,
    stock,
    seller,
  ]);
}

/** The product of that id, if there is one. */
export async function findProduct(db: Queryable, id: string): Promise<Product | undefined> {
  const { rows } = await db.query<Product>(`select ${columns} from products where id = $1`, [id]);
  return rows[0];
}

/** Which photo a product shows, if it shows one: the name that its path has it by. */
export async function findPhoto(db: Queryable, id: string): Promise<string | undefined> {
  const { rows } = await db.query<{ photo: string | null }>('select photo from products where id = $1', [id]);
  return rows[0]?.photo ?? undefined;
}

/** Has a product show the photo of that name; its path, and the name of the one that it showed before. */
export async function setPhoto(
  db: Queryable,
  id: string,
  name: string,
): Promise<{ path: string; replaced: string | null } | undefined> {
  // Of two at once, the second waits for the first and replaces what that one has set.
  const { rows } = await db.query<{ path: string; replaced: string | null }>(
    `with before as (select photo as replaced from products where id = $1 for update)
     update products set photo = $2 from before where id = $1
     returning '/products/' || id || '/photo?' || photo as path, replaced`,
    [id, name],
  );
  return rows[0];
}

/** At most `limit` products in order of id, those behind `after`. */
export async function listProducts(db: Queryable, after: string, limit: number): Promise<Product[]> {
  const { rows } = await db.query<Product>(
    `select ${columns} from products where id > $1 order by id limit $2`,
    [after, limit],
  );
  return rows;
}
