import { Hono } from 'hono';
import { z } from 'zod';
import { isUniqueViolation, type Database } from '../database/index.ts';
import { limit, line, PAGE, readBody, readQuery, slug } from '../input.ts';
import { notFound, Problem } from '../problem.ts';
import type { Catalogue } from './catalogue.ts';
import { findProduct, insertProduct, listProducts } from './queries.ts';

export { Catalogue, redisCache } from './catalogue.ts';

/** The largest price and stock: with the largest order, a total still fits PostgreSQL's four-byte integer. */
const newProduct = z.strictObject({
  id: slug,
  name: line,
  priceCents: z.int().min(1).max(1_000_000),
  stock: z.int().min(0).max(1_000_000),
});

const page = z.object({ after: slug.or(z.literal('')).default(''), limit });

/** `GET /products`, `GET /products/:id` and `POST /products`. */
export function products(db: Database, catalogue: Catalogue): Hono {
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
      const product = await readBody(c.req.raw, newProduct);
      await insertProduct(db, product).catch((error: unknown) => {
        if (isUniqueViolation(error)) throw new Problem(409, 'The id is taken.');
        throw error;
      });
      await catalogue.changed();
      return c.json(product, 201, { location: `/products/${product.id}` });
    });
}
