import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { SpawnedService } from '@seaworthy/runtime/testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { browserMissing, startBrowser, UNTRUSTED_NAME } from './browser.ts';
import { Client } from './client.ts';
import { anchorPhoto } from './photo.ts';
import { until } from './probing.ts';
import { startShop } from './service-processes.ts';

describe.skipIf(browserMissing !== '')(`the page in Chromium${browserMissing}`, () => {
  let shop: SpawnedService;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  beforeAll(async () => {
    shop = startShop({ SHOP_FULFIL_EVERY: '100ms' });
    browser = await startBrowser();
    await shop.url();
  });
  afterAll(async () => {
    await browser.close();
    await shop[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    page = await browser.newPage();
    complaints = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(await shop.url());
    await page.getByRole('heading', { name: 'Storm lantern' }).waitFor();
  });
  afterEach(async () => {
    expect(complaints).toEqual([]);
    await page.close();
  });

  const said = (text: string | RegExp) => page.getByRole('status').filter({ hasText: text }).waitFor();
  const field = (form: string, label: string) => page.locator(form).getByLabel(label);
  const logIn = async () => {
    await field('#login', 'User').fill('ada');
    await field('#login', 'Password').fill('correct horse battery staple');
    await page.getByRole('button', { name: 'Log in' }).click();
    await said('You are logged in.');
  };

  test('a visitor browses, and is asked to log in', async () => {
    expect(await page.getByRole('listitem').count()).toBeGreaterThanOrEqual(4);
    expect(await page.getByRole('button', { name: /^Order one/ }).count()).toBe(0);
    expect(await page.getByRole('heading', { name: 'Your orders' }).count()).toBe(0);
  });

  test('a person registers, orders, sees the order fulfilled, and logs out', async () => {
    await field('#register', 'User').fill('grace');
    await field('#register', 'Name').fill('Grace <b>Hopper</b>');
    await field('#register', 'Email').fill('grace@example.com');
    await field('#register', 'Password').fill('nanoseconds are short');
    await page.getByRole('button', { name: 'Register' }).click();
    await page.getByText('You are logged in as Grace <b>Hopper</b>.').waitFor();
    await page.getByRole('button', { name: 'Order one: Folding anchor, 4 kg' }).click();
    await said('You ordered: Folding anchor, 4 kg.');
    await until(async () => {
      await page.reload();
      const line = page.getByText('1 × anchor');
      await line.waitFor();
      return (await line.textContent())?.includes('fulfilled') === true;
    });
    await page.getByRole('button', { name: 'Log out' }).click();
    await said('You are logged out.');
    await page.reload();
    await page.getByText('You are not logged in.').waitFor();
  });

  test('a person sells something and shows its photo', async () => {
    await logIn();
    await page.getByLabel('Name', { exact: true }).and(page.locator('#sell input')).fill('Painted anchor');
    await field('#sell', 'Price in cents').fill('1234');
    await field('#sell', 'In stock').fill('5');
    await page.getByRole('button', { name: 'Offer it' }).click();
    await said('You offer: Painted anchor.');
    await field('#photo', 'Product').selectOption('Painted anchor');
    await field('#photo', 'Photo').setInputFiles({
      name: 'a.png',
      mimeType: 'image/png',
      buffer: anchorPhoto,
    });
    await page.getByRole('button', { name: 'Show this photo' }).click();
    await said('The photo is shown.');
    const photo = page.getByRole('img', { name: 'Photo of Painted anchor' });
    await photo.waitFor();
    const width = await photo.evaluate(async (image: unknown) => {
      const element = image as { decode(): Promise<void>; naturalWidth: number };
      await element.decode();
      return element.naturalWidth;
    });
    expect(width).toBe(64);
  });

  test('a refusal is said', async () => {
    await field('#login', 'User').fill('ada');
    await field('#login', 'Password').fill('wrong');
    await page.getByRole('button', { name: 'Log in' }).click();
    await said('the password is another');
    // The browser logs every answer of 400 and more by itself.
    expect(complaints.splice(0)).toEqual([expect.stringContaining('401')]);
  });

  test('an order whose answers are lost is repeated under its key, and placed once', async () => {
    await logIn();
    const before = await page.locator('#order-list li').count();
    const keys: string[] = [];
    await page.route('**/orders', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      keys.push(route.request().headers()['idempotency-key'] ?? '');
      if (keys.length > 2) return route.continue();
      // The shop has placed the order; the page never hears of it.
      await route.fetch();
      await route.abort('connectionreset');
    });
    await page.getByRole('button', { name: 'Order one: Storm lantern' }).click();
    await said('You ordered: Storm lantern.');
    expect(keys).toEqual([keys[0], keys[0], keys[0]]);
    expect(await page.locator('#order-list li').count()).toBe(before + 1);
    expect(complaints.splice(0)).toHaveLength(2);
  });

  test('an order that is placed is said to be, though nothing can be shown after it', async () => {
    await logIn();
    const before = await page.locator('#order-list li').count();
    await page.route('**/products?*', (route) => route.abort('connectionreset'));
    await page.getByRole('button', { name: 'Order one: Storm lantern' }).click();
    await said(/^You ordered: Storm lantern\. What is shown is not up to date/);
    await page.unroute('**/products?*');
    await page.reload();
    await page.getByText('You are logged in').waitFor();
    // The orders are asked for once it is known who is logged in.
    await page.locator('#order-list li').nth(before).waitFor();
    expect(await page.locator('#order-list li').count()).toBe(before + 1);
    expect(complaints.splice(0)).toHaveLength(1);
  });

  test('an order of which it is not known whether it is placed is not placed twice by another click', async () => {
    await logIn();
    const before = await page.locator('#order-list li').count();
    const button = page.getByRole('button', { name: 'Order one: Mooring rope, 20 m' });
    await page.route('**/orders', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      // Placed, but something on the way answers for the shop.
      await route.fetch();
      await route.fulfill({ status: 400, contentType: 'text/html', body: '<h1>Bad request</h1>' });
    });
    await button.click();
    await said('The shop refused it, with status 400.');
    await page.unroute('**/orders');
    await button.click();
    await said('You ordered: Mooring rope, 20 m.');
    expect(await page.locator('#order-list li').count()).toBe(before + 1);
    await button.click();
    await page
      .locator('#order-list li')
      .nth(before + 1)
      .waitFor();
    expect(complaints.splice(0)).toHaveLength(1);
  });

  test('a photo that is too large is sent once, and that is said', async () => {
    await logIn();
    let sent = 0;
    page.on('request', (request) => (sent += Number(request.method() === 'PUT')));
    await field('#photo', 'Product').selectOption('Storm lantern');
    const buffer = Buffer.alloc(11 * 2 ** 20);
    await field('#photo', 'Photo').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer });
    await page.getByRole('button', { name: 'Show this photo' }).click();
    await said('That is too large.');
    expect(sent).toBe(1);
    expect(complaints.splice(0)).toEqual([expect.stringContaining('413')]);
  });

  test('who was logged out elsewhere is told, and can log in again', async () => {
    await logIn();
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Order one: Storm lantern' }).click();
    await said(/^Log in first\.$/);
    expect(complaints.splice(0)).toEqual([expect.stringContaining('401')]);
    await logIn();
  });

  test('a person orders over plain HTTP, at any name', async () => {
    await page.goto(`http://${UNTRUSTED_NAME}:${new URL(await shop.url()).port}`);
    expect(await page.evaluate('isSecureContext')).toBe(false);
    await logIn();
    await page.getByRole('button', { name: 'Order one: Storm lantern' }).click();
    await said('You ordered: Storm lantern.');
  });

  test('fits a narrow screen', async () => {
    await page.setViewportSize({ width: 380, height: 800 });
    await logIn();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(380);
  });

  test.each(['light', 'dark'] as const)('is accessible in %s, logged in or not', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    expect(await violations(page)).toEqual([]);
    await logIn();
    expect(await violations(page)).toEqual([]);
    const folder = process.env['SHOP_SCREENSHOTS'];
    if (folder !== undefined) await page.screenshot({ path: `${folder}/${colorScheme}.png`, fullPage: true });
  });

  test('can be used by the keyboard alone', async () => {
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toBe('Skip to the products');
    await field('#login', 'User').focus();
    await page.keyboard.type('ada');
    await page.keyboard.press('Tab');
    await page.keyboard.type('correct horse battery staple');
    await page.keyboard.press('Enter');
    await said('You are logged in.');
  });

  test('all products can be seen, page by page', async () => {
    const client = await Client.of(await shop.url());
    for (let number = 0; number < 50; number++) await client.stock(`z-${number}`, 1);
    const seen = () => page.locator('#product-list li').count();
    await page.reload();
    const more = page.getByRole('button', { name: 'More products' });
    await more.waitFor();
    expect(await seen()).toBe(50);
    await more.click();
    await said('Up to 100 products are shown.');
    expect(await seen()).toBeGreaterThan(50);
    expect(await more.isVisible()).toBe(false);
  });
});

/** What axe finds against WCAG 2.2 AA and its best practices. */
async function violations(page: Page): Promise<string[]> {
  const axe = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'));
  // Evaluated, as the page's policy loads no script from elsewhere.
  await page.evaluate(await readFile(axe, 'utf8'));
  const found = (await page.evaluate('axe.run()')) as {
    violations: { id: string; nodes: { html: string }[] }[];
  };
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
