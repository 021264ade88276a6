import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Vitest's global set-up: gives a run of tests a folder for temporary files, which goes with it. What a test leaves there, such
 * as images and the data of a server that outlives its time-out, would fill the machine's own.
 */
export default function setup(): () => void {
  // A short name: the path of a socket has 103 characters at the most (macOS), and servers have theirs below.
  const folder = mkdtempSync(join(tmpdir(), 'sw-'));
  // As that of the machine: programs under test run as other users too.
  chmodSync(folder, 0o1777);
  process.env['TMPDIR'] = folder;
  return () => {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    } catch (error) {
      // What a test has mounted and not taken away, which has failed then.
      console.warn(`${folder} is left behind:`, error);
    }
  };
}
