import type { Queryable } from '@seaworthy/runtime/postgres';
import { hashPassword } from './users/index.ts';

/** The password of the sample user `ada`. */
export const SAMPLE_PASSWORD = 'correct horse battery staple';

/**
 * A user and a few products to try a new shop with. For development: their password stands in the source. Where there is a
 * user, the shop is somebody's, and gets none.
 */
export async function addSamples(db: Queryable): Promise<void> {
  const { rows } = await db.query('select 1 from users limit 1');
  if (rows.length > 0) return;
  // One statement: a process that is killed leaves no seller without products.
  await db.query(
    `with seller as (
       insert into users (id, name, email, password_hash) values ('ada', 'Ada Lovelace', 'ada@example.com', $1)
       on conflict do nothing returning id
     )
     insert into products (id, name, price_cents, stock, seller)
     select sample.id, name, price, 1000, seller.id from seller, (values
       ('anchor', 'Folding anchor, 4 kg', 5490),
       ('compass', 'Hand-bearing compass', 8900),
       ('lantern', 'Storm lantern', 3250),
       ('rope', 'Mooring rope, 20 m', 4200)
     ) as sample (id, name, price)
     on conflict do nothing`,
    [await hashPassword(SAMPLE_PASSWORD)],
  );
}
