import type { Queryable } from '@seaworthy/runtime/postgres';
import { hashPassword } from './users/index.ts';

/** The password of the sample user `ada`. */
export const SAMPLE_PASSWORD = 'correct horse battery staple';

/** A user and a few products to try the shop with. For development: their password stands in the source. */
export async function addSamples(db: Queryable): Promise<void> {
  await db.query(
    `insert into users (id, name, email, password_hash) values ('ada', 'Ada Lovelace', 'ada@example.com', $1)
     on conflict do nothing`,
    [await hashPassword(SAMPLE_PASSWORD)],
  );
  await db.query(
    `insert into products (id, name, price_cents, stock, seller) values
       ('anchor', 'Folding anchor, 4 kg', 5490, 1000, 'ada'),
       ('compass', 'Hand-bearing compass', 8900, 1000, 'ada'),
       ('lantern', 'Storm lantern', 3250, 1000, 'ada'),
       ('rope', 'Mooring rope, 20 m', 4200, 1000, 'ada')
     on conflict do nothing`,
  );
}
