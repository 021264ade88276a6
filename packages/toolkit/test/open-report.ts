import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';

/** Opens a report as its reader does, from a file, which is gone once the page has drawn its timeline. */
export async function openReport(page: Page, html: string): Promise<void> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'seaworthy-report-'));
  const file = join(folder.path, 'report.html');
  await writeFile(file, html);
  await page.goto(pathToFileURL(file).href);
  await page.locator('#plot').waitFor();
}
