import { hash, randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { png } from '../photo.ts';
import type { Acknowledged } from './audit.ts';
import { Customer } from './customer.ts';

type Shops = readonly { readonly url: string }[];

/** One customer orders, one order after another, until `over`. */
export async function orderOn(
  shops: Shops,
  { orders, sessions }: Acknowledged,
  over: AbortSignal,
): Promise<void> {
  const customer = new Customer(shops);
  await customer.logIn();
  sessions.push(customer);
  // A kill seldom falls between a commit and its answer: every third order is repeated as if it had.
  for (let count = 0; !over.aborted; count++)
    orders.push(await customer.order('bolt', { answerLost: count % 3 === 0 }));
}

/** Customers log in, five a second at most, until `over`. */
export async function logInAgain(shops: Shops, { sessions }: Acknowledged, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    const customer = new Customer(shops);
    await customer.logIn();
    sessions.push(customer);
    await delay(200);
  }
}

/** The seller offers products and shows a photo of each, one after another, until `over`. */
export async function showPhotos(
  seller: Customer,
  name: string,
  { photos }: Acknowledged,
  over: AbortSignal,
): Promise<void> {
  for (let count = 0; !over.aborted; count++) {
    const id = `${name}-${count}`;
    const product = JSON.stringify({ id, name: id, priceCents: 10, stock: 1 });
    const headers = { 'content-type': 'application/json' };
    // 409: the answer to the first attempt was lost.
    await seller.expect([201, 409], 'POST', '/products', { headers, body: product });
    // Some 200 KiB, and no two alike.
    const photo = png(450, randomBytes(450 * 450));
    await seller.expect([200], 'PUT', `/products/${id}/photo`, { body: photo });
    photos.set(id, hash('sha256', photo));
  }
}
