/** The page: it draws what the API answers, and asks it for what a person does. */
import { call, message, repeat } from './api.js';

const find = (selector) => document.querySelector(selector);

/** Tells a person what happened, also by screen reader. */
function say(text, bad = false) {
  const status = find('#status');
  status.textContent = text;
  status.classList.toggle('bad', bad);
}

/** Runs `work` for a person: its button waits meanwhile, and what has become of everything is shown and said. */
async function act(button, work) {
  button.disabled = true;
  let [said, bad] = await work().then(
    (done) => [done, false],
    (error) => [message(error), true],
  );
  // What is done stays done where it cannot be shown.
  await draw().catch((error) => {
    if (!bad) said += ` What is shown is not up to date: ${message(error)}`;
  });
  say(said, bad);
  button.disabled = false;
}

/** Calls `send` with a form's fields when it is sent. */
function onSubmit(selector, send) {
  find(selector).addEventListener('submit', (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    void act(form.querySelector('button'), async () => {
      const said = await send(Object.fromEntries(new FormData(form)));
      form.reset();
      return said;
    });
  });
}

/** Calls `work` when a button is pressed. */
function onClick(selector, work) {
  find(selector).addEventListener('click', ({ currentTarget }) => void act(currentTarget, work));
}

const money = (cents) => (cents / 100).toLocaleString(undefined, { style: 'currency', currency: 'EUR' });

let user = null;

/** Products of one page, and how many pages are shown. */
const PAGE = 50;
let pages = 1;

/** Draws everything anew. */
async function draw() {
  const [session, products] = await Promise.all([call('GET', '/session'), shownProducts()]);
  user = session.user;
  find('#who').textContent = user ? `You are logged in as ${user.name}.` : 'You are not logged in.';
  find('#logout').hidden = !user;
  for (const section of document.querySelectorAll('[data-for]'))
    section.hidden = (section.dataset.for === 'user') !== Boolean(user);
  find('#product-list').replaceChildren(...products.map(card));
  find('#more').hidden = products.length < pages * PAGE;
  const own = products.filter(({ seller }) => seller === user?.id);
  find('#photo select').replaceChildren(...own.map(({ id, name }) => new Option(name, id)));
  if (user) await drawOrders();
}

async function shownProducts() {
  const shown = [];
  while (shown.length < pages * PAGE) {
    const after = shown.at(-1)?.id ?? '';
    const { products } = await call('GET', `/products?limit=${PAGE}&after=${after}`);
    shown.push(...products);
    if (products.length < PAGE) break;
  }
  return shown;
}

/** A product as a card. */
function card(product) {
  const item = find('#product').content.cloneNode(true);
  const [image, button] = [item.querySelector('img'), item.querySelector('button')];
  item.querySelector('h3').textContent = product.name;
  item.querySelector('.price').textContent = money(product.priceCents);
  item.querySelector('.stock').textContent = product.stock > 0 ? `${product.stock} in stock` : 'Sold out';
  image.hidden = !product.photo;
  if (product.photo) Object.assign(image, { src: product.photo, alt: `Photo of ${product.name}` });
  button.hidden = !user || product.stock === 0;
  button.setAttribute('aria-label', `Order one: ${product.name}`);
  button.addEventListener('click', () => void act(button, () => order(product)));
  return item;
}

/**
 * The keys of orders that no answer has confirmed, by product. Whoever clicks again means the same order: it may have been
 * placed, and under its key it is not placed twice.
 */
const unconfirmed = new Map();

async function order({ id, name }) {
  const key = unconfirmed.get(id) ?? randomHex();
  unconfirmed.set(id, key);
  const headers = { 'idempotency-key': `"${key}"` };
  await repeat(() => call('POST', '/orders', { items: [{ product: id, quantity: 1 }] }, headers));
  unconfirmed.delete(id);
  return `You ordered: ${name}.`;
}

/** 128 random bits. `crypto.randomUUID` is there only over TLS and on localhost. */
function randomHex() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}

async function drawOrders() {
  const { orders } = await call('GET', '/orders?limit=10');
  find('#no-orders').hidden = orders.length > 0;
  find('#order-list').replaceChildren(
    ...orders.map(({ items, totalCents, status }) => {
      const line = document.createElement('li');
      const things = items.map(({ product, quantity }) => `${quantity} × ${product}`).join(', ');
      line.textContent = `${things}: ${money(totalCents)} (${status})`;
      return line;
    }),
  );
}

/** An id out of a name: `Mooring rope, 20 m` is sold as `mooring-rope-20-m`. */
function slug(name) {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');
  return plain.replaceAll(/^-|-$/g, '').slice(0, 63) || randomHex();
}

onSubmit('#login', async ({ user, password }) => {
  await call('POST', '/session', { user, password });
  return 'You are logged in.';
});
onSubmit('#register', async (fields) => {
  await call('POST', '/users', fields);
  await call('POST', '/session', { user: fields.id, password: fields.password });
  return 'Welcome.';
});
onSubmit('#sell', async ({ name, priceCents, stock }) => {
  const product = { id: slug(name), name, priceCents: Number(priceCents), stock: Number(stock) };
  await call('POST', '/products', product);
  return `You offer: ${name}.`;
});
onSubmit('#photo', async ({ product, file }) => {
  await repeat(() => call('PUT', `/products/${product}/photo`, file));
  return 'The photo is shown.';
});
onClick('#logout', async () => {
  await call('DELETE', '/session');
  return 'You are logged out.';
});
onClick('#more', async () => {
  pages += 1;
  return `Up to ${pages * PAGE} products are shown.`;
});

try {
  await draw();
} catch (error) {
  say(message(error), true);
}
