import { z } from 'zod';
import { answer, LOCATED, problems, slug, type Operations } from '../api/index.ts';
import { PHOTO_TYPES } from './photos/index.ts';
import { newProduct, page } from './products.ts';

const product = z
  .object({
    id: z.string(),
    name: z.string(),
    priceCents: z.int(),
    stock: z.int().describe('How many can still be ordered.'),
    seller: z.string().describe('The user who sells it.'),
    photo: z.string().nullable().describe('Path of its photo.'),
  })
  .meta({ id: 'Product' });

/** What the routes of products take and answer. */
export const operations: Operations = {
  'GET /products': {
    summary: 'Products in order of id, page by page.',
    query: page,
    answers: { 200: answer('One page.', z.object({ products: z.array(product) })) },
  },
  'GET /products/:id': {
    summary: 'One product.',
    path: z.object({ id: slug }),
    answers: { 200: answer('The product.', product), ...problems({ 404: 'There is none.' }) },
  },
  'POST /products': {
    summary: 'Offer a product.',
    body: newProduct,
    signedIn: true,
    answers: { 201: answer('The product.', product, LOCATED), ...problems({ 409: 'The id is taken.' }) },
  },
  'PUT /products/:id/photo': {
    summary: 'Show a photo of one’s product. Safe to repeat; a Repr-Digest or Content-Digest is verified.',
    path: z.object({ id: slug }),
    bytes: PHOTO_TYPES,
    signedIn: true,
    answers: {
      200: answer('It is shown.', z.object({ photo: z.string(), bytes: z.int(), type: z.string() })),
      ...problems({
        403: 'Somebody else sells the product.',
        404: 'There is none.',
        413: 'It is too large.',
        415: 'It is no photo.',
      }),
    },
  },
  'GET /products/:id/photo': {
    summary: 'The photo of a product.',
    path: z.object({ id: slug }),
    answers: {
      200: { description: 'The photo.', type: 'image/*' },
      206: { description: 'The range of it that was asked for.', type: 'image/*' },
      304: answer('The client has it.'),
      412: answer('It is another than the client expects.'),
      416: answer('It has no such range.'),
      ...problems({ 404: 'There is none.' }),
    },
  },
};
