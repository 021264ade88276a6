import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = mkdtempSync(join(tmpdir(), 'seaworthy-bench-image-'));
// Caches and unpacked images are some hundred megabytes.
process.once('exit', () => removeAll(root));

/** A new folder that goes with this process. */
export function scratch(): string {
  return mkdtempSync(join(root, 'x-'));
}

/** Removes a folder with all that is in it. A builder that was killed just now may write for a moment. */
export function removeAll(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}
