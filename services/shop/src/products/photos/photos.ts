import { Readable } from 'node:stream';
import type { Uploads } from '@seaworthy/runtime/uploads';
import { Hono } from 'hono';
import { notFound, Problem, slug } from '../../api/index.ts';
import type { Database } from '../../database/index.ts';
import type { Visitors } from '../../visitors/index.ts';
import type { Catalogue } from '../catalogue.ts';
import { findProduct, setPhoto } from '../queries.ts';

/** What photos need of the shop. */
export interface Showing {
  readonly db: Database;
  readonly visitors: Visitors;
  readonly catalogue: Catalogue;
  readonly photos: Uploads;
}

/**
 * `PUT /products/:id/photo` by the seller, a body of an image's bytes, and `GET /products/:id/photo`, with ranges.
 *
 * The object is published under the product's own key before the row tells of it: whoever is told that it is there finds
 * it whole, and what was not told is replaced by the repetition.
 */
export function photos({ db, visitors, catalogue, photos }: Showing): Hono {
  return new Hono()
    .put('/:id/photo', async (c) => {
      const user = await visitors.user(c);
      const id = c.req.param('id');
      const product = slug.safeParse(id).success ? await findProduct(db, id) : undefined;
      if (product === undefined) throw notFound('such product');
      if (product.seller !== user) throw new Problem(403, 'Only who sells a product shows its photo.');
      const body = c.req.raw.body;
      if (body === null) throw new Problem(400, 'Send the photo’s bytes as the body.');
      const saved = await photos.save(body, { key: id, headers: c.req.header() });
      const path = await setPhoto(db, id, saved.sha256 ?? saved.key);
      await catalogue.changed();
      return c.json({ photo: path, bytes: saved.bytes, type: saved.contentType }, 200);
    })
    .get('/:id/photo', async (c) => {
      const { method } = c.req;
      // The path that a product names has the photo's digest: another photo has another path.
      const named = new URL(c.req.url).search.length > 1;
      const { status, headers, body } = await photos.download(
        c.req.param('id'),
        { method, headers: c.req.header() },
        { inline: true, ...(named && { cacheControl: 'public, max-age=604800' }) },
      );
      if (status === 404) throw notFound('photo of it');
      return new Response(body === undefined ? null : (Readable.toWeb(body) as ReadableStream), {
        status,
        headers: { ...headers },
      });
    });
}
