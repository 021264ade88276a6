import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { htmlReport } from '../src/rehearse/report/index.ts';
import { sampleRehearsal } from '../src/rehearse/report/testing/index.ts';
import { EvidenceBuilder } from '../src/rehearse/testing/index.ts';
import { openReport } from './open-report.ts';
import { browserMissing, startBrowser } from '../../../services/shop/test/browser.ts';

const axe = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'));

describe.skipIf(browserMissing !== '')(`the report in Chromium${browserMissing}`, () => {
  const { evidence, verdicts } = sampleRehearsal();
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  let requests: string[];

  const open = (markup: string) => openReport(page, markup);
  const violations = async () => {
    await page.evaluate(await readFile(axe, 'utf8'));
    const found = await page.evaluate('axe.run(document, { resultTypes: ["violations"] })');
    return (found as { violations: { id: string; nodes: { html: string }[] }[] }).violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`,
    );
  };
  const shown = async () => (await page.locator('#readout').textContent()) ?? '';
  const chain = () => page.getByRole('table', { name: 'Chain of events' });

  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    page = await browser.newPage();
    complaints = [];
    requests = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('request', (request) => requests.push(request.url()));
    await open(htmlReport(evidence, verdicts));
  });
  afterEach(async () => {
    expect(complaints).toEqual([]);
    expect(requests.filter((url) => !url.startsWith('file:') && !url.startsWith('data:'))).toEqual([]);
    await page.close();
  });

  test('verdicts: what failed is open, with its cause and fix', async () => {
    await page.getByText('Keep accepting for at least 2 s after SIGTERM').waitFor();
    expect(await page.getByText('Liveness stayed green').isVisible()).toBe(false);
    await page.locator('summary', { hasText: 'probes' }).click();
    await page.getByText('Liveness stayed green').waitFor();
  });

  test('verdicts: what the container wrote last is told line by line, as text', async () => {
    const lines = page.locator('.output > div');
    expect(await lines.allTextContents()).toEqual([
      'FATAL ERROR: heap limit </script><b>',
      ' 1: node::Abort()',
      '\\u0023#[error]forged',
    ]);
  });

  test('where nothing was shown, nothing is said to have passed', async () => {
    await open(htmlReport(evidence, []));
    expect(await page.locator('#headline .badge').textContent()).toBe('Not shown');
  });

  test('by keys alone: from the top of the page to the chain that lost a request', async () => {
    const focused = () => page.evaluate('document.activeElement?.id');
    for (let presses = 0; (await focused()) !== 'lost-list' && presses < 60; presses++)
      await page.keyboard.press('Tab');
    expect(await focused()).toBe('lost-list');
    const first = await page.locator('[role=option][aria-selected=true]').textContent();
    await page.keyboard.press('ArrowDown');
    const second = page.locator('[role=option][aria-selected=true]');
    expect(await second.textContent()).not.toBe(first);
    expect(await page.locator('#lost-list').getAttribute('aria-activedescendant')).toBe(
      await second.getAttribute('id'),
    );
    await chain().getByText('SIGTERM to shop').waitFor();
    await chain().getByText('port 8080 is no longer listened on').waitFor();
    expect(await page.getByRole('status').textContent()).toMatch(/reset by the peer|refused/);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await focused()).toBe('timeline');
  });

  test('the timeline zooms, moves and goes from loss to loss by keys', async () => {
    await page.locator('#plot').focus();
    const all = await shown();
    await page.keyboard.press('+');
    await expect.poll(shown).not.toBe(all);
    const zoomed = await shown();
    await page.keyboard.press('ArrowRight');
    await expect.poll(shown).not.toBe(zoomed);
    await page.keyboard.press('0');
    await expect.poll(shown).toBe(all);
    await page.keyboard.press('n');
    const heading = page.locator('#chain h3');
    await heading.waitFor();
    const first = await heading.textContent();
    await page.keyboard.press('n');
    await expect.poll(() => heading.textContent()).not.toBe(first);
    await page.keyboard.press('p');
    await expect.poll(() => heading.textContent()).toBe(first);
  });

  test('buttons and the list of scenarios do what keys do', async () => {
    const all = await shown();
    await page.getByLabel('Show', { exact: true }).selectOption('rollout');
    await expect.poll(shown).toBe('10.000 s to 34.000 s');
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await expect.poll(shown).toBe('16.000 s to 28.000 s');
    await page.getByRole('button', { name: 'Later' }).click();
    await expect.poll(shown).toBe('19.000 s to 31.000 s');
    await page.getByRole('button', { name: 'All' }).click();
    await expect.poll(shown).toBe(all);
  });

  test('a click on a loss shows what led to it', async () => {
    await page.getByLabel('Show', { exact: true }).selectOption('rollout');
    const bar = page.locator('.loss').first();
    await expect.poll(shown).toContain('10.000');
    await bar.click();
    await chain().getByText('deleted, grace period 30 s').waitFor();
  });

  test('a request that was given up stands where its bar is, and says when it was lost', async () => {
    const built = new EvidenceBuilder().scenario('stall', 0, 40_000);
    for (let at = 0; at < 100_000; at += 100)
      built.request(at, 'a', at === 50_000 ? { fate: 'timeout', endedAt: 60_000 } : {});
    await open(htmlReport(built.build(), []));
    await page.locator('.loss').click();
    await page.locator('#chain').getByText('Due at 50.000 s, during stall').waitFor();
    await page.locator('#chain').getByText('lost 10.0 s later').waitFor();
    await page.getByRole('button', { name: 'Show in the timeline' }).click();
    await expect.poll(shown).toBe('47.000 s to 1:03.000');
  });

  test('the first click into the list chooses what was clicked, wherever the list was scrolled to', async () => {
    const list = page.locator('#lost-list');
    await list.scrollIntoViewIfNeeded();
    await list.evaluate((element) => (element.scrollTop = element.scrollHeight / 2));
    const box = await list.boundingBox();
    if (box === null) throw new Error('The list is not seen');
    const [x, y] = [box.x + 60, box.y + box.height / 2];
    const script = `document.elementFromPoint(${x}, ${y}).closest('[role=option]').id`;
    const id = await page.evaluate(script);
    await page.mouse.click(x, y);
    expect(await page.locator('[role=option][aria-selected=true]').getAttribute('id')).toBe(id);
  });

  test('the lane of a pod that is gone stays while a proxy still routes to it', async () => {
    const built = new EvidenceBuilder().scenario('crash', 0, 90_000).pod('a', 1000);
    built
      .note(15_000, { type: 'container-exited', pod: 'a', container: 'app', exitCode: 1, reason: 'Error' })
      .note(15_500, { type: 'pod-removed', pod: 'a' })
      .note(30_000, { type: 'endpoint-seen', pod: 'a', proxy: 'proxy', state: 'gone' });
    built.request(22_000, 'a', { fate: 'refused' });
    await open(htmlReport(built.build(), []));
    await page.locator('[role=option]').click();
    await page.getByRole('button', { name: 'Show in the timeline' }).click();
    await expect.poll(shown).toBe('19.000 s to 25.005 s');
    expect(await page.locator('.track.pod .misrouted').isVisible()).toBe(true);
  });

  test('a lost request that was picked in the timeline says so there, and leads to its chain', async () => {
    const picked = page.getByRole('group', { name: 'Part of the timeline that is shown' });
    expect(await picked.getByText('What led to it').isVisible()).toBe(false);
    await page.locator('#plot').focus();
    await page.keyboard.press('n');
    await picked.getByText(/^Request \d+, .*: (reset|refused|answered)/).waitFor();
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement?.id')).toBe('chain');
    await page.locator('#chain:focus').waitFor();
    const heading = page.locator('#chain h3');
    const first = await heading.textContent();
    await picked.getByRole('button', { name: 'Next loss' }).click();
    await expect.poll(() => heading.textContent()).not.toBe(first);
    await picked.getByRole('button', { name: 'Previous loss' }).click();
    await expect.poll(() => heading.textContent()).toBe(first);
    await picked.getByRole('button', { name: 'What led to it' }).click();
    expect(await page.evaluate('document.activeElement?.id')).toBe('chain');
  });

  test('what was so at a moment is told by keys, too, and said', async () => {
    const said = () => page.getByRole('status').textContent();
    await page.getByLabel('Show', { exact: true }).selectOption('rollout');
    await page.locator('#plot').focus();
    await page.keyboard.press('+');
    await expect.poll(said).toBe('16.000 s to 28.000 s');
    await page.keyboard.press('Shift+ArrowRight');
    await expect.poll(said).toMatch(/^22\.000 s {2}· {2}rollout {2}· {2}\d+ answered\/s/);
    expect(await shown()).toBe(await said());
    expect(await page.locator('.cursor').isVisible()).toBe(true);
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowDown');
    await expect.poll(said).toMatch(/^22\.120 s .*shop-5d8f-x7k2q: /);
    await page.keyboard.press('Shift+ArrowDown');
    await expect.poll(said).toMatch(/shop-5d8f-m4v9t: terminating/);
    await page.keyboard.press('Escape');
    await expect.poll(shown).toBe('16.000 s to 28.000 s');
  });

  test('a moment that is pointed at before a change of the view is drawn stays', async () => {
    await page.getByLabel('Show', { exact: true }).selectOption('rollout');
    await page.evaluate(`new Promise((drawn) => {
      const press = (init) => document.getElementById('plot').dispatchEvent(new KeyboardEvent('keydown', init));
      [{ key: '+' }, { key: 'ArrowRight', shiftKey: true }].forEach(press);
      requestAnimationFrame(() => requestAnimationFrame(drawn));
    })`);
    expect(await shown()).toMatch(/^22\.000 s {2}· {2}rollout/);
    expect(await page.locator('.cursor').isVisible()).toBe(true);
  });

  test('the moment that is told names the marks that stand there', async () => {
    await page.getByRole('button', { name: 'Lost request' }).click();
    await page.locator('#chain').getByRole('button', { name: 'Show in the timeline' }).click();
    const mark = page.locator('.mark.signal').first();
    const text = await mark.locator('title').textContent();
    await mark.hover();
    expect(await shown()).toContain(text);
  });

  test('each state has a shape of its own, whatever its colour', async () => {
    const shape = (kind: string) =>
      page.evaluate(`(() => {
        const bar = document.querySelector('.track rect.${kind}');
        return bar.getAttribute('height') + ' ' + getComputedStyle(bar).fill.replace(/^rgb.*/, 'plain');
      })()`);
    const phases = ['starting', 'ready', 'not-ready', 'down', 'terminating'];
    const shapes = await Promise.all([
      ...phases.map((phase) => shape(`phase.${phase}`)),
      ...['ready', 'serving', 'unready'].map((state) => shape(`seen.${state}`)),
    ]);
    // What exited is an outline.
    expect(shapes).toEqual([
      '6 plain',
      '12 plain',
      '12 url("#stripes")',
      '12 plain',
      '12 url("#hatch")',
      '4 plain',
      '2 plain',
      '1 plain',
    ]);
  });

  test('pictures, glyphs and samples are hidden from who hears the page', async () => {
    expect(await page.locator('[aria-hidden=""]').count()).toBe(0);
    expect(await page.locator('.track > svg:not([aria-hidden=true])').count()).toBe(0);
  });

  test('a verdict leads to its requests and to its time', async () => {
    await page.getByRole('button', { name: 'Lost request' }).click();
    await chain().getByText('SIGTERM to shop').waitFor();
    await page.getByRole('button', { name: 'Show in the timeline: rollout/no-request-lost' }).click();
    await expect.poll(shown).toMatch(/ to 20\.000 s$/);
  });

  test.each(['light', 'dark'] as const)('axe finds nothing in %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await page.locator('#lost-list').focus();
    await page.evaluate('for (const details of document.querySelectorAll("details")) details.open = true');
    expect(await violations()).toEqual([]);
  });

  test('the colours are switched by hand, too', async () => {
    await page.emulateMedia({ colorScheme: 'light' });
    const paper = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const light = await paper();
    await page.getByRole('button', { name: 'Dark colours' }).click();
    expect(await paper()).not.toBe(light);
    await page.getByRole('button', { name: 'Light colours' }).click();
    expect(await paper()).toBe(light);
  });

  test('nothing is wider than a phone', async () => {
    await page.setViewportSize({ width: 360, height: 700 });
    await page.locator('#lost-list').focus();
    await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
  });

  test.each([360, 800])('words without an end make nothing wider than %d pixels', async (width) => {
    const text = 'z'.repeat(400);
    const built = new EvidenceBuilder().scenario('stall', 0, 40_000);
    built.request(10_000, 'a', { fate: 'refused', action: `GET /${text}` });
    const [, verdict] = verdicts;
    if (verdict === undefined) throw new Error('The sample has no verdicts');
    await page.setViewportSize({ width, height: 700 });
    await open(htmlReport(built.build(), [{ ...verdict, what: text, cause: text, fix: text }]));
    await page.locator('[role=option]').click();
    await page.locator('#chain h3').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  });

  test('text of programs is text: no markup, no script, no way out of the data', async () => {
    const text = '</script><script>console.log("broken out")</script><img src=x onerror=console.log(1)>';
    const [first, ...rest] = verdicts;
    if (first === undefined) throw new Error('The sample has no verdicts');
    const events = [{ type: 'step', scenario: 'start', text, at: 5000 } as const, ...evidence.events];
    const hostile = { ...evidence, events, workload: { ...evidence.workload, name: text } };
    await open(htmlReport(hostile, [{ ...first, outcome: 'fail', what: text, cause: text }, ...rest]));
    expect(await page.locator('h1').textContent()).toContain(text);
    expect(await page.locator('img').count()).toBe(0);
  });

  test(
    'of a million requests the page stays small, and says what it keeps',
    { timeout: 120_000 },
    async () => {
      const many = sampleRehearsal({ requests: 1_000_000 });
      const markup = htmlReport(many.evidence, many.verdicts);
      expect(Buffer.byteLength(markup)).toBeLessThan(3_000_000);
      await open(markup);
      expect(await page.locator('#lost-note').textContent()).toMatch(/^1,000 of [\d,]+ are told one by one/);
      await page.locator('#plot').focus();
      await page.keyboard.press('n');
      await chain().waitFor();
    },
  );
});
