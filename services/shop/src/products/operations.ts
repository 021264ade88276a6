import { z } from 'zod';
import { answer, problems, type Operations } from '../api/index.ts';
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
    answers: { 200: answer('The product.', product), ...problems({ 404: 'There is none.' }) },
  },
  'POST /products': {
    summary: 'Offer a product.',
    body: newProduct,
    signedIn: true,
    answers: { 201: answer('The product.', product), ...problems({ 409: 'The id is taken.' }) },
  },
};
