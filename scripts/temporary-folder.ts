import { chmodSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Set-up of a test run: it has a folder for temporary files, which goes with it. What a test leaves there, such as images and
 * the data of a server that outlives its time-out, would fill the machine's own.
 */
export default function keepTemporaryFilesApart(): void {
  // A short name: the path of a socket has 103 characters at the most (macOS), and servers have theirs below.
  const folder = mkdtempSync(join(tmpdir(), 'sw-'));
  // As that of the machine: programs under test run as other users too.
  chmodSync(folder, 0o1777);
  process.env['TMPDIR'] = folder;
  // Not before: servers that the tests' processes end with themselves may still write into it.
  process.once('exit', () => {
    // By a name that nobody knows: what ends only now, such as a service that keeps what it has compiled, would write on.
    const going = `${folder}-going`;
    try {
      renameSync(folder, going);
      rmSync(going, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    } catch (error) {
      // Something is mounted there that a test has not taken away.
      console.warn(`${going} is left behind:`, error);
    }
  });
}
