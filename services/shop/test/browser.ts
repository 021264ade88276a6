import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const executablePath = '/usr/bin/chromium';

/** Why a test in a real browser is skipped; empty when there is one. */
export const browserMissing: string = existsSync(executablePath)
  ? ''
  : ' (skipped: Chromium is not installed; Debian package chromium)';

/** A name of this machine that browsers do not trust as they do `localhost`. */
export const UNTRUSTED_NAME = 'shop.test';

/** Starts the Chromium of this machine. As root it has no sandbox, and needs none: it sees only the page under test. */
export function startBrowser(): Promise<Browser> {
  const names = `--host-resolver-rules=MAP ${UNTRUSTED_NAME} 127.0.0.1`;
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', names] });
}
