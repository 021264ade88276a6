import { mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';

/** A folder that is gone once it is disposed of. */
export interface TemporaryFolder extends AsyncDisposable {
  readonly path: string;
}

/** What has not been disposed of. A process that is told to end leaves none of it. */
const folders = new Set<string>();
process.once('exit', () => {
  // Programs that still write there end at this moment too.
  for (const path of folders) rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 10 });
});

/**
 * Makes a folder whose path begins with `prefix`. It goes away with the process too, however that ends, short of SIGKILL and
 * of signals without a listener.
 */
export function temporaryFolder(prefix: string): TemporaryFolder {
  const path = mkdtempSync(prefix);
  folders.add(path);
  return {
    path,
    async [Symbol.asyncDispose]() {
      await rm(path, { recursive: true, force: true });
      folders.delete(path);
    },
  };
}
