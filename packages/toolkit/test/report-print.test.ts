import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { htmlReport } from '../src/rehearse/report/index.ts';
import { sampleRehearsal } from '../src/rehearse/report/testing/index.ts';
import { openReport } from './open-report.ts';
import { browserMissing, startBrowser } from '../../../services/shop/test/browser.ts';

/** A4 less the usual margins, in pixels of CSS. */
const PAPER = { width: 718, height: 1000 };

describe.skipIf(browserMissing !== '')(`the report on paper${browserMissing}`, () => {
  let browser: Browser;
  let page: Page;

  /** As browsers print: the page hears of it before it is laid out anew, and observers of sizes are not run. */
  const print = async () => {
    await page.evaluate('dispatchEvent(new Event("beforeprint"))');
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize(PAPER);
  };
  const boxOf = async (selector: string) => {
    const box = await page.locator(selector).first().boundingBox();
    if (box === null) throw new Error(`${selector} is not seen`);
    return box;
  };

  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    page = await browser.newPage();
    await page.addInitScript('ResizeObserver = class { observe() {} }');
    const { evidence, verdicts } = sampleRehearsal();
    await openReport(page, htmlReport(evidence, verdicts));
  });
  afterEach(() => page.close());

  test('the first hundred lost requests are listed, and none is to be selected', async () => {
    const cut = page.getByText('The first 100 of them are printed');
    expect(await cut.isVisible()).toBe(false);
    await print();
    expect(await cut.isVisible()).toBe(true);
    expect(await page.locator('[role=option]:visible').count()).toBe(100);
    const [list, last] = [await boxOf('#lost-list'), await boxOf('[role=option]:nth-child(100)')];
    expect(last.y + last.height).toBeLessThanOrEqual(list.y + list.height);
    expect(await page.getByText('Select a lost request').isVisible()).toBe(false);
  });

  test('each of them is told in its sentence, below it', async () => {
    const sentences = page.locator('[role=option] .sentence:visible');
    expect(await sentences.count()).toBe(0);
    await print();
    expect(await sentences.count()).toBe(100);
    expect(await sentences.first().textContent()).toMatch(/ after SIGTERM.*\.$/);
    const [time, sentence] = [await boxOf('[role=option] .time'), await boxOf('[role=option] .sentence')];
    expect(sentence.y).toBeGreaterThanOrEqual(time.y + time.height);
    expect(sentence.x + sentence.width).toBeLessThanOrEqual(PAPER.width);
  });

  test('the line of a selected request stands where it was lost, and what led to it is told', async () => {
    await page.locator('#plot').focus();
    await page.keyboard.press('n');
    const tick = 'document.querySelector(".tick").getAttribute("d").match(/[0-9.]+/)[0]';
    const box = 'document.querySelector(".losses svg").viewBox.baseVal.width';
    await print();
    const part = Number(await page.evaluate(`${tick} / ${box}`));
    const [line, picture] = [await boxOf('.chosen'), await boxOf('.losses svg')];
    expect(Math.abs(line.x - (picture.x + part * picture.width))).toBeLessThan(2);
    await page.getByRole('table', { name: 'Chain of events' }).getByText('SIGTERM to shop').waitFor();
  });

  test('labels stand beside their tracks, and text is neither stretched nor shrunk', async () => {
    await print();
    const [label, picture] = [await boxOf('.track.pod .label'), await boxOf('.track.pod svg')];
    expect(picture.x).toBeGreaterThanOrEqual(label.x + label.width);
    const drawn = Number(await page.locator('.track.pod svg').first().getAttribute('width'));
    expect(Math.abs(1 - picture.width / drawn)).toBeLessThan(0.1);
  });
});
