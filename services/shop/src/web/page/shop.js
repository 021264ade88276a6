/** The page: it draws what the API answers, and asks it for what a person does. */
import { call, message, repeat } from './api.js';

const find = (selector) => document.querySelector(selector);

/** Tells a person what happened, also by screen reader. */
function say(text, bad = false) {
  const status = find('#status');
  status.textContent = text;
  status.classList.toggle('bad', bad);
}

/** Runs `work` for a person: its button waits meanwhile, and what goes wrong is said. */
async function act(button, work) {
  button.disabled = true;
  try {
    say(await work());
  } catch (error) {
    say(message(error), true);
  } finally {
    button.disabled = false;
  }
}

/** Calls `send` with a form's fields when it is sent. */
function onSubmit(selector, send) {
  find(selector).addEventListener('submit', (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    void act(form.querySelector('button'), async () => {
      const said = await send(Object.fromEntries(new FormData(form)));
      form.reset();
      await draw();
      return said;
    });
  });
}

const money = (cents) => (cents / 100).toLocaleString(undefined, { style: 'currency', currency: 'EUR' });

let user = null;

/** Draws everything anew. */
async function draw() {
  const [session, { products }] = await Promise.all([call('GET', '/session'), call('GET', '/products')]);
  user = session.user;
  find('#who').textContent = user ? `You are logged in as ${user.name}.` : 'You are not logged in.';
  find('#logout').hidden = !user;
  for (const section of document.querySelectorAll('[data-for]'))
    section.hidden = (section.dataset.for === 'user') !== Boolean(user);
  find('#product-list').replaceChildren(...products.map(card));
  const own = products.filter(({ seller }) => seller === user?.id);
  find('#photo select').replaceChildren(...own.map(({ id, name }) => new Option(name, id)));
  if (user) await drawOrders();
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
  // One key for one intent: however often the request has to be repeated, it orders once.
  button.addEventListener('click', () => void act(button, () => order(product, crypto.randomUUID())));
  return item;
}

async function order({ id, name }, key) {
  const headers = { 'idempotency-key': `"${key}"` };
  await repeat(() => call('POST', '/orders', { items: [{ product: id, quantity: 1 }] }, headers));
  await draw();
  return `You ordered: ${name}.`;
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
  return plain.replaceAll(/^-|-$/g, '').slice(0, 63) || crypto.randomUUID();
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
find('#logout').addEventListener(
  'click',
  ({ currentTarget }) =>
    void act(currentTarget, async () => {
      await call('DELETE', '/session');
      await draw();
      return 'You are logged out.';
    }),
);

try {
  await draw();
} catch (error) {
  say(message(error), true);
}
