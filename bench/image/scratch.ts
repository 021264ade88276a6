import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = mkdtempSync(join(tmpdir(), 'seaworthy-bench-image-'));
// Caches and unpacked images are some hundred megabytes.
process.once('exit', () => rmSync(root, { recursive: true, force: true }));

/** A new folder that goes with this process. */
export function scratch(): string {
  return mkdtempSync(join(root, 'x-'));
}
