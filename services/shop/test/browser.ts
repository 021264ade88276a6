import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const executablePath = '/usr/bin/chromium';

/** Why a test in a real browser is skipped; empty when there is one. */
export const browserMissing: string = existsSync(executablePath)
  ? ''
  : ' (skipped: Chromium is not installed; Debian package chromium)';

/** Starts the Chromium of this machine. As root it has no sandbox, and needs none: it sees only the page under test. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
}
