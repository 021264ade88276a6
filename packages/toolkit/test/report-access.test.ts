import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { htmlReport } from '../src/rehearse/report/index.ts';
import { sampleRehearsal } from '../src/rehearse/report/testing/index.ts';
import { openReport } from './open-report.ts';
import { browserMissing, startBrowser } from '../../../services/shop/test/browser.ts';

describe.skipIf(browserMissing !== '')(
  `the report without pictures, hovering and colours${browserMissing}`,
  () => {
    let browser: Browser;
    let page: Page;

    const open = async (options: BrowserContextOptions = {}) => {
      page = await browser.newPage(options);
      const { evidence, verdicts } = sampleRehearsal();
      await openReport(page, htmlReport(evidence, verdicts));
    };
    const shown = async () => (await page.locator('#readout').textContent()) ?? '';

    beforeAll(async () => {
      browser = await startBrowser();
    });
    afterAll(() => browser.close());
    afterEach(() => page.close());

    test('what a pod used at a moment is told in figures, beside its limits', async () => {
      await open();
      await page.locator('#plot').focus();
      await page.keyboard.press('Shift+ArrowRight');
      await expect.poll(shown).toMatch(/memory \d+ of 256 MiB \(shop-\w+-\w+\), CPU [\d.]+ of 0\.5 cores/);
      const lane = page.locator('.track.pod', { hasText: 'shop-6c4d-z6r1n' });
      await lane.locator('.phase.ready').first().hover();
      const lines = await page
        .locator('.line.pointed')
        .evaluateAll((own) => own.map((line) => line.getAttribute('data-pod')));
      expect(lines).toEqual(['shop-6c4d-z6r1n', 'shop-6c4d-z6r1n']);
      expect(await shown()).toMatch(/z6r1n: .*memory \d+ of 256 MiB, CPU [\d.]+ of 0\.5 cores$/);
    });

    test('what became of requests stands before the lanes of pods, of which there may be hundreds', async () => {
      await open();
      const kinds = await page
        .locator('.track')
        .evaluateAll((rows) => rows.map(({ className }) => className));
      expect(kinds.lastIndexOf('track chart losses')).toBeLessThan(kinds.indexOf('track pod'));
    });

    test('where the system chooses the colours, the selected request is told from the others', async () => {
      await open({ forcedColors: 'active' });
      await page.locator('#lost-list').focus();
      const first = page.locator('[role=option]').first();
      await page.locator('[role=option]:first-child[aria-selected=true]').waitFor();
      const selected = await first.screenshot();
      await page.keyboard.press('ArrowDown');
      expect(selected.equals(await first.screenshot())).toBe(false);
    });

    test('a lost request that is selected stays in view however far one zooms', async () => {
      await open();
      await page.locator('#plot').focus();
      await page.keyboard.press('n');
      const chosen = page.locator('.chosen');
      await chosen.waitFor();
      for (let presses = 0; presses < 8; presses++) await page.keyboard.press('+');
      // The view is 256 times shorter now.
      await expect.poll(() => page.locator('.loss').count()).toBeLessThan(4);
      expect(await chosen.isVisible()).toBe(true);
    });

    test('the first screen of a phone says what failed, why, and what to do', async () => {
      await open({ viewport: { width: 390, height: 700 } });
      const fix = page.locator('li.fail').first().getByText('Size the heap from the limit');
      const { y, height } = (await fix.boundingBox()) ?? { y: NaN, height: NaN };
      expect(y + height).toBeLessThan(700);
    });

    test('a tap tells what was so, where no pointer hovers', async () => {
      await open({ hasTouch: true, viewport: { width: 360, height: 700 } });
      await page.locator('.track.pod .phase.ready').first().tap();
      await expect.poll(shown).toMatch(/answered\/s.* shop-5d8f-x7k2q: ready/);
    });
  },
);
