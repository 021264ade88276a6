import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let root: string | undefined;

/** A new folder that goes with this process: bundles, caches and unpacked images are some hundred megabytes. */
export function scratch(): string {
  root ??= newRoot();
  return mkdtempSync(join(root, 'x-'));
}

/** Removes a folder with all that is in it. A builder that was killed just now may write for a moment. */
export function removeAll(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}

function newRoot(): string {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-bench-'));
  process.once('exit', () => removeAll(folder));
  return folder;
}
