import { isUniqueViolation } from '@seaworthy/runtime/postgres';
import { Hono } from 'hono';
import { z } from 'zod';
import { limit, line, notFound, PAGE, Problem, readBody, readQuery, slug } from '../api/index.ts';
import type { Database } from '../database/index.ts';
import type { Visitors } from '../visitors/index.ts';
import type { Catalogue } from './catalogue.ts';
import { findProduct, insertProduct, listProducts } from './queries.ts';

/** What products need of the shop. */
export interface Selling {
  readonly db: Database;
  readonly visitors: Visitors;
  readonly catalogue: Catalogue;
}

/** The largest price and stock: with the largest order, a total still fits PostgreSQL's four-byte integer. */
export const newProduct = z.strictObject({
  id: slug,
  name: line,
  priceCents: z.int().min(1).max(1_000_000),
  stock: z.int().min(0).max(1_000_000),
});

export const page = z.object({ after: slug.or(z.literal('')).default(''), limit });

/** `GET /products`, `GET /products/:id` and `POST /products`, which whoever is logged in sells from then on. */
export function products({ db, visitors, catalogue }: Selling): Hono {
  return new Hono()
    .get('/', async (c) => {
      const { after, limit } = readQuery(c.req.raw, page);
      const isFirst = after === '' && limit === PAGE;
      return c.json({
        products: await (isFirst ? catalogue.firstPage() : listProducts(db, after, limit)),
      });
    })
    .get('/:id', async (c) => {
      const id = c.req.param('id');
      const product = slug.safeParse(id).success ? await findProduct(db, id) : undefined;
      if (product === undefined) throw notFound('such product');
      return c.json(product);
    })
    .post('/', async (c) => {
      const seller = await visitors.user(c);
      const wanted = await readBody(c.req.raw, newProduct);
      const product = { ...wanted, seller, photo: null };
      await insertProduct(db, product).catch((error: unknown) => {
        throw isUniqueViolation(error) ? new Problem(409, 'The id is taken.') : error;
      });
      await catalogue.changed();
      return c.json(product, 201, { location: `/products/${product.id}` });
    });
}
