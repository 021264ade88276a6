import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Uploads } from '@seaworthy/runtime/uploads';
import { Hono, type Context } from 'hono';
import { notFound, Problem, slug } from '../../api/index.ts';
import type { Database } from '../../database/index.ts';
import type { Visitors } from '../../visitors/index.ts';
import type { Catalogue } from '../catalogue.ts';
import { findPhoto, findProduct, setPhoto } from '../queries.ts';

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
 * Each photo is an object of its own, whole before the product's row names it: the row alone decides which is shown, and
 * what a path names never changes. Where the row cannot be told, the object stays behind, as it may have been told.
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
      const name = randomBytes(8).toString('hex');
      const saved = await photos.save(body, { key: keyOf(id, name), headers: c.req.header() });
      const shown = await setPhoto(db, id, name);
      if (shown === undefined) throw notFound('such product');
      // It is only in the way by now; a failure to remove it is no failure to show the other.
      if (shown.replaced !== null) await photos.remove(keyOf(id, shown.replaced)).catch(() => undefined);
      await catalogue.changed();
      return c.json({ photo: shown.path, bytes: saved.bytes, type: saved.contentType }, 200);
    })
    .get('/:id/photo', async (c) => {
      const id = c.req.param('id');
      const named = new URL(c.req.url).search.slice(1);
      const asNamed = NAME.test(named) ? await hand(photos, c, keyOf(id, named), FOR_A_WEEK) : undefined;
      if (asNamed !== undefined) return asNamed;
      // No photo is named, or one that was replaced: the product's own, whichever that is now.
      const current = slug.safeParse(id).success ? await findPhoto(db, id) : undefined;
      const own = current === undefined ? undefined : await hand(photos, c, keyOf(id, current));
      if (own === undefined) throw notFound('photo of it');
      return own;
    });
}

/** What the path that a product tells names its photo by. */
const NAME = /^[0-9a-f]{16}$/;

/** For what never changes. */
const FOR_A_WEEK = 'public, max-age=604800';

/** A product's id has no dot. */
function keyOf(id: string, name: string): string {
  return `${id}.${name}`;
}

/** Answers with an object; undefined where there is none. */
async function hand(photos: Uploads, { req }: Context, key: string, cacheControl?: string) {
  const request = { method: req.method, headers: req.header() };
  const { status, headers, body } = await photos.download(key, request, { inline: true, cacheControl });
  if (status === 404) return undefined;
  const content = body === undefined ? null : (Readable.toWeb(body) as ReadableStream);
  return new Response(content, { status, headers: { ...headers } });
}
